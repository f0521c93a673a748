"""After a session: what is told to whom, what it changed, and how many came along the way."""
