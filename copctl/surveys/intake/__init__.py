"""One reader for each tool's export, all with the same shape."""
