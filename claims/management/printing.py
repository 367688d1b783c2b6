"""What commands print of texts that others wrote."""


def make_printable(text: str) -> str:
    """One line, without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
