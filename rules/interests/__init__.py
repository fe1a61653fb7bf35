"""Interests and recusal (Art. 40)."""
