"""Who was at a session: reports of meetings and lists, the people in them, and what is kept."""
