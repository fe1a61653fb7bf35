"""Everything on paper: makes documents, calendar files, codes and spreadsheets, and reads uploaded files."""
