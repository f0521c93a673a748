"""Who is asked: personal links, invitations, reminders, and who took part."""
