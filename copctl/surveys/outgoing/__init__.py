"""Every answer back out again, and in again without loss."""
