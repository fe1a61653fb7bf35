"""Public notices and the notice board (Art. 13, 15, 17, 21, 25)."""
