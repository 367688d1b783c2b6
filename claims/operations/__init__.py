"""All writes. One public function is one thing that a person or a program does.

Each checks the permission, runs in one transaction, keeps the tables' rules and leaves one audit
row. `actor` is who does it, `now` the database's time that the edge read.
"""
