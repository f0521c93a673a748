"""Who may come into the portal: asking for a link, signing in, being signed in, going."""
