"""Objections, the custody of who objects, and investigations (Art. 22, 23)."""
