"""Marks shown in place of a value that cannot be unsealed or may not be, so that the rest of a list is still shown."""

DAMAGED = "⟦损坏 damaged⟧"
"""The value of a field that cannot be unsealed; the page around it is shown all the same."""
LOCKED, REMOVED = "〔已锁定 locked〕", "〔已删除 removed〕"
"""Shown as the name of a file that may be, or was, a state secret (Art. 12): in both languages at once."""
