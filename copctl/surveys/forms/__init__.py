"""What is asked, as other tools write it down, on paper, and whether it will do."""
