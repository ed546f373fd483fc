"""The line of apps: each may import only what stands to its left; nothing of tests, no signals, no junk drawers."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = ("vault", "accounts", "journal", "questionnaires", "sharing", "config")
JUNK = {"core", "common", "utils", "util", "helpers", "services", "misc", "signals", "receivers"}


def modules(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def imported(source: str) -> set[str]:
    """The first names of everything that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def offenders(app: str, sources: dict[str, str]) -> list[str]:
    allowed = set(LINE[: LINE.index(app) + 1])
    found = []
    for name, source in sources.items():
        found += [f"{name} imports {other}" for other in imported(source) & set(LINE) - allowed]
        found += [f"{name} imports tests" for _ in imported(source) & {"tests"}]
    return sorted(found)


@pytest.mark.parametrize("app", LINE)
def test_an_app_imports_only_from_its_left(app):
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in modules(app)}
    assert sources
    assert offenders(app, sources) == []


def test_control_an_import_from_the_right_is_found():
    assert offenders("journal", {"journal/x.py": "def f():\n    from sharing.door import open_copy\n"}) == [
        "journal/x.py imports sharing"
    ]


@pytest.mark.parametrize("app", LINE)
def test_no_module_is_a_junk_drawer(app):
    assert {path.stem for path in modules(app)} & JUNK == set()


@pytest.mark.parametrize("app", LINE)
def test_each_module_says_what_it_is_for(app):
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(app)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
