"""What is done to a row by one click, beside the form: on its page, or to many of a list."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from claims.admin.base import OperatedAdmin, as_refusal
from claims.errors import DomainError
from claims.wording import describe

# Rows of one action that are reported one by one.
REPORTS = 50


class ButtonedAdmin(OperatedAdmin):
    """Rows whose page has buttons; each has an address of its own, which takes POST alone."""

    # Methods that call an operation with the row, and say what was done.
    buttons: ClassVar[tuple[str, ...]] = ()

    def list_buttons(self, row: Any) -> Mapping[str, str]:
        """Which of the buttons the page of this row shows, with the words on them."""
        return {}

    def may_press(self, request: HttpRequest, row: Any) -> bool:
        return self.has_change_permission(request, row)

    def get_urls(self) -> list[Any]:
        model = self.opts.model_name
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(require_POST(partial(self.press, name=name))),
                name=f"claims_{model}_{name}",
            )
            for name in self.buttons
        ]
        return [*own, *super().get_urls()]

    def press(self, request: HttpRequest, object_id: str, *, name: str) -> HttpResponse:
        """Do what the button says, and show the row again."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.may_press(request, row):
            raise PermissionDenied
        self.do_to_each(request, [row], partial(getattr(self, name), request))
        return HttpResponseRedirect(
            reverse(f"admin:claims_{self.opts.model_name}_change", args=[row.pk])
        )

    def do_to_each(
        self, request: HttpRequest, rows: Iterable[Any], do: Callable[[Any], str]
    ) -> None:
        """Report of each row what was done, or why not: a refusal stops none of the others."""
        reports = [_try(do, row) for row in rows]
        for level, report in reports[:REPORTS]:
            self.message_user(request, report, level)
        if further := reports[REPORTS:]:
            refused = sum(level == messages.ERROR for level, _report in further)
            rest = {"done": len(further) - refused, "refused": refused}
            report = gettext("%(done)d more are done, %(refused)d more refused.") % rest
            self.message_user(request, report, messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None and self.may_press(request, row):
            context["buttons"] = [
                (reverse(f"admin:claims_{self.opts.model_name}_{name}", args=[row.pk]), text)
                for name, text in self.list_buttons(row).items()
            ]
        return super().render_change_form(request, context, *args, **kwargs)


def _try(do: Callable[[Any], str], row: Any) -> tuple[int, str]:
    """How it went, as the level and the text of a message."""
    try:
        return messages.SUCCESS, do(row)
    except (DomainError, IntegrityError) as error:
        told = {"row": row, "problem": describe(as_refusal(error))}
        return messages.ERROR, gettext("“%(row)s”: %(problem)s") % told
