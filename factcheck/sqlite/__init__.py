"""Django's SQLite, with writers who wait in a row. Why: docs/decisions/0005-sqlite.md"""
