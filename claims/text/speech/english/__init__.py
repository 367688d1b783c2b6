"""How English says who speaks: the subject in front of its verb, or right behind a quotation."""
