"""Whether people who label the same claims agree. Pure Python, no Django, no I/O.

`tables` holds who labelled what; `report` measures a table: coefficients with intervals, counts,
label against label. `coefficients` and `alpha` are for any number of raters, `pairs` for two at a
time, `evidence` for what they found, `accuracy` for right and wrong. What each tells and where it
is used: docs/agreement.md.
"""
