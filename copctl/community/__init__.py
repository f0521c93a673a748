"""Charter, organisations, people, what they know and what they consented to."""
