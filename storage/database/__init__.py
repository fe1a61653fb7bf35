"""The database itself: engines, sealed columns, revisions, one writer at a time."""
