"""What stands where something kept sealed cannot be opened, or may not be: marks, which a list goes on with."""

DAMAGED = "⟦损坏 damaged⟧"
"""Read in the place of a damaged field; a page that has one in it is shown all the same."""
LOCKED, REMOVED = "〔已锁定 locked〕", "〔已删除 removed〕"
"""What stands for the name of a file that may be a state secret, or was one (Art. 12): in both languages at once."""
