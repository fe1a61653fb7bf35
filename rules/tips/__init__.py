"""Tips, anonymous ones too (Art. 24)."""
