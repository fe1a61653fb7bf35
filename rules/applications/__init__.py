"""Editions and applications, from eligibility to what the office has received (Art. 4, 9-15)."""
