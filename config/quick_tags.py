"""Django's `include`, `url` and `date`, which find out once what never changes: an icon's text, an address but
for the id in it, a day as a language writes it.

Built in for every template (settings.py), since a page has dozens of each.
"""

import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

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

NIL = UUID(int=0)


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
    if not name or len(node.args) > 1 or node.kwargs or name.startswith("admin:"):
        return node
    kind = IdURLNode if node.args else FixedURLNode
    return kind(node.view_name, node.args, {}, node.asvar)


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


class IdURLNode(URLNode):
    """Leads to the page of a row: the address is the same but for the id."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.around: dict[str, list[str]] = {}

    def render(self, context: Context) -> str:
        id = self.args[0].resolve(context)
        if type(id) is not UUID:
            return super().render(context)
        prefix = get_script_prefix()
        if prefix not in self.around:
            try:
                address = reverse(self.view_name.var, args=[NIL])
            except NoReverseMatch:
                return super().render(context)
            self.around[prefix] = address.split(str(NIL))
        address = str(id).join(self.around[prefix])
        if not self.asvar:
            return conditional_escape(address)
        context[self.asvar] = address
        return ""


@register.filter(expects_localtime=True)
def date(value: Any, arg: str | None = None) -> str:
    """A calendar and a list write the same days again and again."""
    return _day(value, arg, get_language()) if type(value) is datetime.date else django_date(value, arg)


@lru_cache(maxsize=2000)
def _day(day: datetime.date, format: str | None, language: str | None) -> str:
    return django_date(day, format)
