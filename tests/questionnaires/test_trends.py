"""Trends: every scale and the mood over time, as pictures and tables, folded while answered again."""

import datetime
import re
from dataclasses import dataclass

import pytest
from django.utils import timezone

from journal.models import Entry
from journal.words import Draft
from questionnaires.models import Edition, Response
from tests import cast
from tests.questionnaires.conftest import begun, finished
from vault.identity import identity


@pytest.fixture
def ana(people):
    return people.ana


def days_ago(person, response, days):
    """The verbs write the time at which they run; only a test has a past."""
    moment = timezone.now() - datetime.timedelta(days=days)
    with identity("writer", person.user.pk):
        Response.objects.filter(pk=response.pk).update(finished_at=moment)
        Entry.objects.filter(pk=response.pk).update(
            written_at=moment - datetime.timedelta(minutes=9), about_on=moment.date()
        )
    return response


def weeks(person, edition, count, **others):
    return [days_ago(person, finished(person, edition, **others), 7 * week) for week in range(count)]


def felt(person, mood, days=0):
    day = timezone.localdate() - datetime.timedelta(days=days)
    return cast.write(person, Draft("", "Words.", mood, about_on=day))


def page(person, span="months"):
    answer = person.client.get(f"/trends/?span={span}")
    assert answer.status_code == 200
    return answer.content.decode()


@dataclass
class Picture:
    svg: str

    @property
    def points(self):
        return self._all(r'class="point" tabindex="0" role="img" aria-label="([^"]*)"')

    @property
    def lines(self):
        return sorted(self._all(r'<polyline class="([^"]*)"'))

    @property
    def marks(self):
        return self.svg.count('class="mark"')

    def text(self, tag):
        """The words of <title> or <desc>, by which the whole is named."""
        id, words = re.search(rf'<{tag} id="([^"]*)">(.*?)</{tag}>', self.svg, re.S).groups()
        assert id in self._all(r'aria-labelledby="([^"]*)"')[0].split()
        return words

    def _all(self, pattern):
        return re.findall(pattern, self.svg)


def svgs(html):
    return [Picture(svg) for svg in re.findall(r'<svg viewBox="0 0 320 96".*?</svg>', html, re.S)]


def newer(edition, change):
    """The next edition, with its document changed."""
    document = change(dict(edition.document))
    with identity("editor", "00000000-0000-4000-8000-000000000000"):
        return Edition.objects.create(
            questionnaire=edition.questionnaire,
            number=edition.number + 1,
            document=document,
            source="editor",
            note="Two questions were added.",
            published_at=timezone.now(),
        )


def test_nothing_yet(ana):
    assert "Here you will see how your mood and your answers move over weeks." in page(ana)


def test_one_picture_a_scale_with_name_words_and_points(ana, love):
    weeks(ana, love, 3)
    pictures = svgs(page(ana))
    assert len(pictures) == len(love.parsed.scales)
    for picture in pictures:
        assert picture.text("title").endswith(" over time")
        assert picture.text("desc").startswith("3 points. First, ")
        assert [point.partition(": ")[2] for point in picture.points] == ["me: Mostly, them: A little"] * 3
        assert picture.lines == ["me", "them"]


def test_ids_are_unique(ana, love, talk):
    weeks(ana, love, 2)
    weeks(ana, talk, 2)
    felt(ana, 3)
    ids = re.findall(r'\bid="([^"]+)"', page(ana))
    assert len(ids) == len(set(ids))


def test_a_long_silence_is_a_gap(ana, love):
    for days in (0, 7, 60, 67):
        days_ago(ana, finished(ana, love), days)
    assert [len(svg.lines) for svg in svgs(page(ana))] == [4] * len(love.parsed.scales)


def test_the_latest_mood_of_a_day(ana):
    felt(ana, 1)
    felt(ana, 4)
    felt(ana, 2, days=3)
    (picture,) = svgs(page(ana))
    assert [point.rpartition(": ")[2] for point in picture.points] == ["Low", "Good"]


def test_a_page_in_the_trash_is_not_drawn(ana, love):
    response = finished(ana, love)
    with identity("writer", ana.user.pk):
        Entry.objects.get(pk=response.pk).trash()
        felt(ana, 2).trash()
    assert svgs(page(ana)) == []


def test_spans(ana, love):
    for days in (0, 100, 500):
        days_ago(ana, finished(ana, love), days)
    assert [len(svgs(page(ana, span))[0].points) for span in ("months", "year", "all")] == [1, 2, 3]
    assert ana.client.get("/trends/?span=forever").status_code == 404


def test_other_words_alone_break_no_line(ana, love):
    days_ago(ana, finished(ana, love), 7)
    finished(ana, newer(love, lambda document: document | {"purpose": "Told anew."}))
    html = page(ana)
    assert 'class="mark"' not in html
    assert [len(svg.lines) for svg in svgs(html)] == [2] * len(love.parsed.scales)


def other_scoring(declared=None):
    def change(document):
        scales = [dict(scale) for scale in document["scales"]]
        part = next(scale for scale in scales if "items" in scale)
        part["items"] = part["items"][1:]
        if declared is not None:
            part["same_as_before"] = declared
        return document | {"scales": scales}

    return change


def test_where_another_thing_is_counted_the_line_breaks_and_says_why(ana, love):
    days_ago(ana, finished(ana, love), 7)
    finished(ana, newer(love, other_scoring()))
    html = page(ana)
    broken = [svg for svg in svgs(html) if svg.marks]
    # The part that changed, and the whole that it makes.
    assert len(broken) == 2
    assert [svg.lines for svg in broken] == [[], []]
    assert html.count("so the line begins anew. Two questions were added.") == 4


def test_a_declaration_outweighs_the_rule(ana, love):
    days_ago(ana, finished(ana, love), 7)
    finished(ana, newer(love, other_scoring(declared=True)))
    # The whole, of which nothing was declared, still breaks.
    assert page(ana).count('class="mark"') == 1


def test_fear_is_a_gap_and_draws_nothing(ana, talk):
    days_ago(ana, finished(ana, talk), 14)
    days_ago(ana, finished(ana, talk, sensed="yes", asked="no", what_holds=["afraid"]), 7)
    finished(ana, talk)
    for picture in svgs(page(ana)):
        assert len(picture.points) == 2
        assert picture.lines == []


def test_before_today_is_answered_earlier_rounds_are_folded(ana, love):
    weeks(ana, love, 2)
    begun(ana, love)
    before, after = page(ana).split('<details class="fold">', 1)
    assert svgs(before) == []
    assert "You are answering this again right now." in before
    assert len(svgs(after)) == len(love.parsed.scales)


def test_an_unfinished_round_alone_folds_nothing(ana, love):
    begun(ana, love)
    assert "Here you will see" in page(ana)


def tables(html):
    return [match.replace("&amp;", "&") for match in re.findall(r'href="(/trends/table/[^"]+)"', html)]


def test_a_table_is_one_click_away(ana, love):
    weeks(ana, love, 2)
    (address,) = tables(page(ana))
    assert "love" not in address
    table = ana.client.get(address).content.decode()
    assert table.count("<tr>") == 3
    words = " ".join(re.sub(r"<[^>]+>", " ", table).split())
    assert words.count("Me: Mostly Them: A little") == 2 * len(love.parsed.scales)


def test_the_table_is_paged_newest_first(ana):
    for days in range(60):
        felt(ana, 1 if days == 59 else 5, days)
    (address,) = tables(page(ana))
    first = ana.client.get(address).content.decode()
    assert (first.count("Very good"), first.count("Very low")) == (50, 0)
    last = ana.client.get(f"{address}&page=2").content.decode()
    assert (last.count("Very good"), last.count("Very low")) == (9, 1)


def test_a_folded_table(ana, love):
    weeks(ana, love, 2)
    begun(ana, love)
    (address,) = tables(page(ana))
    before, after = ana.client.get(address).content.decode().split("<details", 1)
    assert "Mostly" not in before
    assert "Mostly" in after


def test_a_table_of_another_person_is_not_found(people, love):
    weeks(people.ana, love, 1)
    weeks(people.ben, love, 1)
    (address,) = tables(page(people.ana))
    assert people.ben.client.get(address).status_code == 404
    assert people.ana.client.get("/trends/table/?f=nothing").status_code == 404


def test_nobody_sees_another_persons_trends(people, love):
    weeks(people.ben, love, 2)
    felt(people.ben, 3)
    assert svgs(page(people.ana)) == []


def test_more_than_200_points_are_weekly_medians(ana):
    for days in range(210):
        felt(ana, 1 + days % 3, days)
    (picture,) = svgs(page(ana, "all"))
    assert 30 <= len(picture.points) <= 31
    assert "the middle of 7 answers" in picture.points[1]


def test_a_damaged_head_hides_nothing_else(ana, love):
    weeks(ana, love, 2)
    other = felt(ana, 3)
    with identity("writer", ana.user.pk):
        Entry.objects.filter(pk=other.pk).update(revision="0" * 32)
    assert len(svgs(page(ana))) == len(love.parsed.scales)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ana, love, rows, queries):
    weeks(ana, love, rows)
    for days in range(rows):
        felt(ana, 3, days)
    assert queries(lambda: ana.client.get("/trends/")) == 9
    (_mood, address) = tables(page(ana))
    assert queries(lambda: ana.client.get(address)) == 8


@pytest.mark.parametrize("who", ["cho", "eve"])
def test_others_have_no_such_page(people, who):
    assert getattr(people, who).client.get("/trends/").status_code == 404


def test_post_is_refused(ana):
    assert ana.client.post("/trends/").status_code == 405
