"""Awards: the grant, holders, July reports, and five years of affairs (Art. 5, 25-35)."""
