"""People: their channels, roles, and what is kept about them (Art. 8, 9; PIPL Art. 13-47)."""
