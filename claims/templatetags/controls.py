"""Simple fields of a form, as `_field.html` shows them, without a template for every one.

Django renders each widget by templates of its own, and a label form has a hundred widgets: that was
most of the desk's time. So every text is escaped here, by hand.
"""

from html import escape
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def show_field(field: BoundField) -> SafeString:
    """A field with its label, what helps and what is wrong: an input, a textarea or a select."""
    label, control = escape(str(field.label)), _make_control(field)
    return SafeString(  # nosec B703  # each part is escaped, or a name of ours
        f'<div class="row" data-field="{field.name}">'
        f'<label for="{field.id_for_label}">{label}</label>'
        f"{control}{_make_help(field)}{field.errors or ''}</div>"
    )


def _make_control(field: BoundField) -> str:
    widget: Any = field.field.widget
    name, value = field.html_name, widget.format_value(field.value())
    about = {"id": field.auto_id, **field.build_widget_attrs({}, widget)}
    attrs = "".join(
        _make_attribute(*pair) for pair in widget.build_attrs(widget.attrs, about).items()
    )
    if isinstance(widget, forms.Select):
        return f'<select name="{name}"{attrs}>{_make_options(widget, value)}</select>'
    if isinstance(widget, forms.Textarea):
        # The line end is not part of the text: browsers drop the first.
        return f'<textarea name="{name}"{attrs}>\n{escape(str(value or ""))}</textarea>'
    said = "" if value is None else _make_attribute("value", value)
    return f'<input type="{widget.input_type}" name="{name}"{said}{attrs}>'


def _make_attribute(name: str, value: Any) -> str:
    if value is False or value is None:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _make_options(widget: forms.Select, chosen: list[str]) -> str:
    return "".join(
        f'<option value="{escape(str(value))}"{" selected" if str(value) in chosen else ""}>'
        f"{escape(str(label))}</option>"
        for value, label in widget.choices
    )


def _make_help(field: BoundField) -> str:
    if not field.help_text:
        return ""
    return f'<div class="hint" id="{field.auto_id}_helptext">{escape(str(field.help_text))}</div>'
