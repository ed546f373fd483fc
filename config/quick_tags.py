"""Django's `include`, `url` and `date`, which find out once what never changes: an icon's text, an address without
arguments, a day as a language writes it.

Built in for every template (settings.py), since a page has dozens of each.
"""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token
from django.template.context import Context
from django.template.defaultfilters import date as django_date
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.template.loader import get_template
from django.template.loader_tags import do_include
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

register = template.Library()


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """An icon stands in the page as it stands in its file."""
    words = token.split_contents()
    name = words[1].strip("\"'") if len(words) == 2 else ""
    if words[-1] == f'"{name}"' and name.endswith(".svg"):
        nodes = get_template(name).template.nodelist  # type: ignore[attr-defined]
        if all(isinstance(node, TextNode) for node in nodes):
            return TextNode("".join(node.s for node in nodes))
    return do_include(parser, token)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    node = django_url(parser, token)
    name = _literal(node.view_name)
    is_fixed = name and not node.args and not node.kwargs and not name.startswith("admin:")
    return FixedURLNode(node.view_name, [], {}, node.asvar) if is_fixed else node


def _literal(expression: FilterExpression) -> str:
    return expression.var if isinstance(expression.var, str) and not expression.filters else ""


class FixedURLNode(URLNode):
    """Leads to the same address on every page."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.found: dict[str, str] = {}

    def render(self, context: Context) -> str:
        prefix = get_script_prefix()
        if prefix not in self.found:
            try:
                self.found[prefix] = conditional_escape(reverse(self.view_name.var))
            except NoReverseMatch:
                return super().render(context)
        if not self.asvar:
            return self.found[prefix]
        context[self.asvar] = self.found[prefix]
        return ""


@register.filter(expects_localtime=True)
def date(value: Any, arg: str | None = None) -> str:
    """A calendar and a list write the same days again and again."""
    return _day(value, arg, get_language()) if type(value) is datetime.date else django_date(value, arg)


@lru_cache(maxsize=2000)
def _day(day: datetime.date, format: str | None, language: str | None) -> str:
    return django_date(day, format)
