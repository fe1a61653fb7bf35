"""Sanctions, hearings and bars (Art. 5, 36-41)."""
