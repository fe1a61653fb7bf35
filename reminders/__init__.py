"""Times: what falls due, and its delivery."""
