"""What the sentences of this package's refusals share."""


def gettext_noop(message: str) -> str:
    """Mark a sentence for makemessages, as Django's function of that name; no Django here."""
    return message
