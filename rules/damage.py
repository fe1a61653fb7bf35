"""What stands where something kept sealed cannot be opened any more: one mark, which the edges put in words."""

DAMAGED = "⟦损坏 damaged⟧"
"""Read in the place of a damaged field; a page that has one in it is shown all the same."""
