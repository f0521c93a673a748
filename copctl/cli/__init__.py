"""The terminal's door: parse, call one room, show."""
