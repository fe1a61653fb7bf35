"""A rehearsal: a whole edition played in practice by invented people, through the real conversations."""
