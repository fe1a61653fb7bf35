"""The upkeep of an installation: backups, restores, inspection, rotation of keys."""
