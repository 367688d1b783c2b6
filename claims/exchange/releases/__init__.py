"""What a release is made of besides its records: parts, rights, and the documents beside the data.

`splits` says which part an article goes to, `redistribution` what of it may be passed on, `names`
where somebody is named, and `rehydrate` is a program that a release brings along to fill in what
may not be passed on. The documents are
written from the manifest: `datasheet` and `croissant` with their `caveats`, `readme`, `citation`.
"""
