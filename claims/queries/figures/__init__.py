"""How far a project's people agree: figures from labels given independently of each other.

`labels` reads them, `fields` measures them field by field, `people` person by person, `pull` with
and without suggestions; `memory` keeps what was measured. What each figure means: docs/agreement.md
"""
