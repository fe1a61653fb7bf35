"""The memory of the service: tables, repositories, the unit of work, sealed fields, files and the outbox."""
