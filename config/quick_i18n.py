"""Django's `{% load i18n %}`, whose `translate` looks a fixed sentence up once for each language.

A page has a hundred of them. settings.py puts this library in the place of Django's.
"""

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    expression = node.filter_expression
    is_fixed = expression.token[0] in "\"'" and not expression.filters and not node.message_context
    return FixedTranslateNode(node) if is_fixed else node


class FixedTranslateNode(Node):
    """Says the same on every page in this language."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node, self.asvar = node, node.asvar
        node.asvar = None
        self.found: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        key = get_language(), context.autoescape
        if key not in self.found:
            self.found[key] = self.node.render(context)
        if not self.asvar:
            return self.found[key]
        context[self.asvar] = self.found[key]
        return ""
