"""Links between the pages of a list; two lists on one page go through their pages by themselves."""

from django import template
from django.template import RequestContext

register = template.Library()


@register.simple_tag(takes_context=True)
def link_page(context: RequestContext, parameter: str, number: int) -> str:
    """The same address with another page of the list that goes by this parameter."""
    query = context["request"].GET.copy()
    query[parameter] = str(number)
    return "?" + query.urlencode()
