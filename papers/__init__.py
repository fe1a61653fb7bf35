"""What is printed and what is read from paper: documents, calendar files, codes, spreadsheets, uploaded files."""
