"""The database engine for SQLite: Django's, whose writers wait in a queue of their own."""
