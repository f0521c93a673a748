"""Learning sessions: planning, agenda, speakers, invitations."""
