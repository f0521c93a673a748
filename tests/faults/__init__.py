"""The deliverer among servers that fail, and killed itself."""
