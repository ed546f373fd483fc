"""Markdown to HTML that is safe to show: no raw HTML, no images, no address but the web's and mail's."""

from collections.abc import Sequence

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# Two whole entries: what "keep both" can make of a conflict.
LIMIT = 400_000

TAGS = {"p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote"}
TAGS |= {"ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"}


def render(text: str) -> SafeString:
    """The words as HTML; a text longer than anybody can write comes as plain paragraphs."""
    if len(text) > LIMIT:
        return SafeString(linebreaks(text, autoescape=True))
    html = PARSER.render(text)
    return mark_safe(  # noqa: S308 - nh3 has just cleaned it
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href", "title"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )


class Renderer(RendererHTML):
    """Pictures stay what was typed about them; headings stand below the page's own."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderInlineAsText(tokens[idx].children or [], options, env)

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<h{lower(tokens[idx])}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</h{lower(tokens[idx])}>\n"


def lower(heading: Token) -> int:
    return min(int(heading.tag[1]) + 1, 6)


def parser(nesting: int) -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": nesting}
    # "[her]: what she said" is words here, not the address of a link.
    return MarkdownIt("commonmark", options, renderer_cls=Renderer).enable(EXTRAS).disable("reference")


def inline(state: StateCore) -> None:
    """In a line few levels are enough: with many, a row of brackets would take a minute."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            LINE.inline.parse(token.content, LINE, state.env, token.children)


EXTRAS = ["strikethrough", "table"]
LINE = parser(nesting=6)
# Blocks need more: what lies deeper than the limit would be swallowed.
PARSER = parser(nesting=100)
PARSER.core.ruler.at("inline", inline)
