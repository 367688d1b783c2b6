"""Where sentences begin and end: blocks of layout, lists, points. `segment` puts it together."""
