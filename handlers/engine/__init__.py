"""The engine of every conversation: forms, buttons, pages, where a person was."""
