"""What the policy and the style ask of every template, style sheet and script (docs/style.md)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TOGETHER = ROOT / "static/js/site.js"  # nothing but the names of others: config/static.py
SCRIPTS = sorted(set((ROOT / "static/js").glob("*.js")) - {TOGETHER})

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
INCLUDED = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
LINKED = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)\s*:"
    r"|(?:left|right|top|bottom|width|height)\s*:|text-align\s*:\s*(?:left|right))"
)
STORAGE = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b|serviceWorker")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_nothing_inline(path):
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_only_what_exists(path):
    text = path.read_text()
    ours = [
        ROOT / "templates" / found.split("#")[0] for found in INCLUDED.findall(text) if found.split("#")[0]
    ]
    ours += [ROOT / "static" / found for found in LINKED.findall(text) if not found.startswith("admin/")]
    missing = [name(one) for one in ours if not one.exists() and one.parent.name != "admin"]
    assert missing == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_style_sheet_is_written_for_both_directions(path):
    assert PHYSICAL.findall(path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_script_stands_alone_and_stores_nothing(path):
    text = path.read_text()
    assert STORAGE.findall(text) == []
    assert re.findall(r"^\s*(?:import\b|export\b)", text, re.MULTILINE) == []


def test_what_every_page_runs_is_named_and_nothing_more():
    _comment, *lines = TOGETHER.read_text().splitlines()
    named = [re.fullmatch(r'import "\./([\w-]+\.js)";', line)[1] for line in lines]
    assert [one for one in named if not (TOGETHER.parent / one).exists()] == []


def test_the_patterns_find_what_they_look_for():
    assert all(INLINE.search(bad) for bad in ('<p style="x">', "<script>", "<a onclick=x>"))
    assert all(PHYSICAL.search(bad) for bad in ("margin-left: 1px", "text-align: right", " width: 1px"))
    assert not any(PHYSICAL.search(good) for good in ("margin-inline-start: 1px", "text-align: start"))
    assert STORAGE.search("localStorage.x = 1")
