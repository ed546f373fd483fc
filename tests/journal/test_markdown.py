"""Markdown comes out formatted and safe, and no word of it is swallowed."""

import time

import pytest

from journal.markdown import LIMIT, render
from journal.words import BODY_LIMIT


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("# Day", "<h2>Day</h2>\n"),
        ("###### Day", "<h6>Day</h6>\n"),
        ("~~no~~ *yes*", "<p><s>no</s> <em>yes</em></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
        ("![the lake](https://example.org/lake.png)", "<p>the lake</p>\n"),
        ("[go](javascript:alert(1))", "<p>[go](javascript:alert(1))</p>\n"),
        (
            "[go](https://example.org)",
            '<p><a href="https://example.org" rel="noopener noreferrer nofollow">go</a></p>\n',
        ),
        ("[her]: I said hello", "<p>[her]: I said hello</p>\n"),
    ],
)
def test_render(text, html):
    assert render(text) == html


def test_nothing_deep_is_swallowed():
    assert "bottom" in render("> " * 40 + "bottom")


@pytest.mark.parametrize("mark", ["[", "![", "*_", "`", ">", "&", "|a\n|-\n"])
def test_pages_full_of_marks_take_no_minute(mark):
    began = time.process_time()
    render(mark * (BODY_LIMIT // 10 // len(mark)))
    assert time.process_time() - began < 1


def test_marks_within_marks():
    assert render("[**a ~~b *c*~~**](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer nofollow">'
        "<strong>a <s>b <em>c</em></s></strong></a></p>\n"
    )


def test_longer_than_anybody_writes_comes_plain():
    html = render("<b>*a*</b> " * (LIMIT // 10))
    assert html.startswith("<p>&lt;b&gt;*a*&lt;/b&gt;")
