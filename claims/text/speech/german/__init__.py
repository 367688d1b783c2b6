"""How German says who speaks: the verb second, every noun a capital, compounds, moods."""
