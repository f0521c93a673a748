"""The browser door: routes and forms. No rules, no SQL."""
