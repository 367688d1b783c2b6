"""Django's makemessages, which also finds the sentences of refusals."""

from django.core.management.commands import makemessages

from claims import errors

REFUSALS = [
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.DomainError)
]


class Command(makemessages.Command):
    # InvalidInput("code", "…"): the second argument is the message id.
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        *(f"--keyword={name}:2" for name in REFUSALS),
    ]
