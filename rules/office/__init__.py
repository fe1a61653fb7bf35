"""The office's desk: its day, lists, imports, questions and calendar (Art. 9)."""
