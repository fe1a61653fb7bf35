"""The engine of every paper: layout, documents, lists, codes, and reading of uploads."""
