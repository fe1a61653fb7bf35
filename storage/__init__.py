"""What the service remembers: tables, repositories, the unit of work, sealed fields, files and what is owed."""
