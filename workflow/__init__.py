"""Does: one function for each act that a person can perform."""
