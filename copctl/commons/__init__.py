"""What members find in one place: one module a page, the same for server, static site and folder."""
