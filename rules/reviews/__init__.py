"""Reviews: the unit, material, defence, on-site review, evaluation, committee (Art. 8, 15-21)."""
