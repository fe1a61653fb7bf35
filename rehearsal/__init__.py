"""A rehearsal: an edition, or some years of awards, played by invented people through the real conversations."""
