"""Icons, addresses, days and sentences that never change are found out once, and come out as Django writes them."""

import datetime
from uuid import UUID

import pytest
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.template.base import TextNode
from django.template.loader import get_template
from django.urls import NoReverseMatch, set_script_prefix
from django.utils import translation


def drawn(text, **context):
    return Template(text).render(Context(context))


def test_an_icon_is_the_text_of_its_file():
    template = Template('{% include "icons/sun.svg" %}')
    assert isinstance(template.nodelist[0], TextNode)
    assert template.render(Context()) == get_template("icons/sun.svg").render()


def test_an_icon_whose_name_comes_with_the_page_is_looked_up_as_before():
    assert drawn("{% include name %}", name="icons/sun.svg") == get_template("icons/sun.svg").render()


def test_a_piece_that_is_no_icon_sees_the_page():
    drawn_mood = drawn('{% include "components/mood.html" with level=2 word="Low" shown=True %}')
    assert "Low" in drawn_mood


def test_a_missing_icon_is_a_fault_of_the_template():
    with pytest.raises(TemplateDoesNotExist):
        Template('{% include "icons/nothing.svg" %}')


ROW = UUID("6f1f1c0e-6a5e-4c5b-9d0c-0d0f5d2f9d11")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{% url 'journal:timeline' %}", "/journal/"),
        ("{% url 'journal:timeline' as here %}[{{ here }}]", "[/journal/]"),
        ("{% url name %}", "/journal/"),
        ("{% url 'journal:entry' id %}", f"/entries/{ROW}/"),
        ("{% url 'journal:entry' id as here %}[{{ here }}]", f"[/entries/{ROW}/]"),
        ("{% url 'journal:entry' words %}", f"/entries/{ROW}/"),
        ("{% url 'journal:day' day %}", "/journal/2026-03-01/"),
    ],
)
def test_an_address_is_the_same_each_time(text, path):
    template = Template(text)
    context = {"name": "journal:timeline", "id": ROW, "words": str(ROW), "day": datetime.date(2026, 3, 1)}
    assert [template.render(Context(context)) for _ in range(2)] == [path, path]


@pytest.mark.parametrize(
    ("text", "path"),
    [("{% url 'journal:timeline' %}", "/journal/"), ("{% url 'journal:entry' id %}", f"/entries/{ROW}/")],
)
def test_an_address_below_a_prefix_is_its_own(text, path):
    template = Template(text)
    assert template.render(Context({"id": ROW})) == path
    set_script_prefix("/notes/")
    try:
        assert template.render(Context({"id": ROW})) == f"/notes{path}"
    finally:
        set_script_prefix("/")


def test_an_address_belongs_to_its_own_row():
    template, other = Template("{% url 'journal:entry' id %}"), UUID(int=0)
    found = [template.render(Context({"id": id})) for id in (ROW, other, ROW)]
    assert found == [f"/entries/{ROW}/", f"/entries/{other}/", f"/entries/{ROW}/"]


def test_no_address_leads_to_an_id_that_its_page_does_not_take():
    assert drawn("{% url 'journal:timeline' id as here %}[{{ here }}]", id=ROW) == "[]"
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'journal:entry' id %}", id="nobody")


def test_an_unknown_address_is_a_fault_unless_the_page_asks_whether_there_is_one():
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'nothing' %}")
    assert drawn("{% url 'nothing' as here %}[{{ here }}]") == "[]"


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (datetime.date(2026, 3, 1), "March 1", "1. März"),
        (datetime.datetime(2026, 3, 1, 12), "March 1", "1. März"),
        (None, "", ""),
    ],
)
def test_a_day_is_written_as_the_language_of_the_page_has_it(value, english, german):
    template = Template('{{ day|date:"MONTH_DAY_FORMAT" }}')
    for language, written in [("en", english), ("de", german), ("en", english)]:
        with translation.override(language):
            assert template.render(Context({"day": value})) == written


def test_a_fixed_sentence_is_in_the_language_of_the_page():
    template = Template('{% load i18n %}{% translate "Today" %} {% translate "Today" as word %}[{{ word }}]')
    for language, written in [("en", "Today [Today]"), ("de", "Heute [Heute]"), ("en", "Today [Today]")]:
        with translation.override(language):
            assert template.render(Context()) == written


def test_a_sentence_that_comes_with_the_page_is_escaped_as_before():
    template = Template("{% load i18n %}{% translate word %}")
    with translation.override("de"):
        found = [template.render(Context({"word": word})) for word in ("Today", "<b>")]
    assert found == ["Heute", "&lt;b&gt;"]


def test_a_fixed_sentence_is_escaped_as_its_page_is():
    source = '{% load i18n %}{% translate "50%% & <b>" %}'
    django = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(source)
    for autoescape in (True, False):
        expected = django.render(Context(autoescape=autoescape))
        assert Template(source).render(Context(autoescape=autoescape)) == expected
