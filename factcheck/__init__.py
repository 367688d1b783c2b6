"""The site: settings, addresses, and which version of the program it is."""

# Told in releases, which name what made them.
VERSION = "0.7"
