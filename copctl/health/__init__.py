"""How the community is doing, and what needs the moderator today."""
