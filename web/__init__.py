"""Shows: the web chat, the notice board, the office pages."""
