"""Timing: what falls due, and its delivery."""
