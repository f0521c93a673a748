"""Who knows what: topics and their taxonomy, levels, who vouches, what shows it, the matrix."""
