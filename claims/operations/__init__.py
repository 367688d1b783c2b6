"""All writes. One public function is one thing that a person or a program does.

Each checks the permission, runs in one transaction, keeps the tables' rules and leaves one audit
row. `actor` is who does it, `now` the database's time that the edge read.

The exceptions: drafts, renewals and staged uploads leave no audit row, since they are nobody
else's business, nor does adjusting articles, which follows from a change that left one; an import
commits batch by batch, each with its row; and what one operation calls of another (`hold_slot`,
`note_progress`, `add_cast`) says so in its docstring.
"""
