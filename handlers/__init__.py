"""Talks: one conversation in each module, the same on every channel."""
