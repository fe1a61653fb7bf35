"""Re-evaluations of awards whose term ends (Art. 5)."""
