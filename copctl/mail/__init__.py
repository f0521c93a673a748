"""Mail: for now the calendar part of an invitation."""
