"""The revisions of the schema, in their order."""
