"""The tags and filters that every template may use."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from product_importer.lib.templatetags.interface import BAR_WIDTH, SMALLEST_PART, bar_parts, shown_in

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OUTCOMES = ["created", "updated", "unchanged", "rejected"]


def rendered(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load interface %}" + source)
    return str(template.render(context))


def test_icon_is_a_picture_that_screen_readers_pass_over() -> None:
    svg = rendered("{% icon 'trash' %}")

    assert 'aria-hidden="true"' in svg
    assert svg.count("<use ") == 1
    assert '.svg#trash"/>' in svg


def test_icon_escapes_its_name() -> None:
    assert "<script>" not in rendered("{% icon name %}", name='"><script>')


def test_moment_is_relative_and_has_the_exact_one_on_hover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=2, microseconds=5))

    assert rendered("{% moment when %}", when=NOON + timedelta(microseconds=7)) == (
        '<time datetime="2026-03-01T12:00:00+00:00" title="1 March 2026, 12:00:00 UTC">2 h ago</time>'
    )


def test_moment_moves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=2))
    before = rendered("{% moment when %}", when=NOON)
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=3))

    assert ("2 min ago" in before, "3 min ago" in rendered("{% moment when %}", when=NOON)) == (True, True)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 834|size }}", "834 B"),
        ("{{ 2147483648|size }}", "2 GiB"),
        ("{{ 0.01|duration }}", "under 0.1 s"),
        ("{{ 90|duration }}", "1.5 min"),
        ("{{ 3723|clock }}", "1:02:03"),
        ("{{ start|span:end }}", "42 s"),
        ("{{ start|span:None }}", ""),
        ("{{ None|span:end }}", ""),
    ],
)
def test_filters_say_sizes_and_durations_in_words(source: str, words: str) -> None:
    assert rendered(source, start=NOON, end=NOON + timedelta(seconds=42)) == words


def test_bar_has_a_part_for_each_outcome_in_order() -> None:
    assert bar_parts({"created": 250, "updated": 750, "rejected": 0}) == [
        ("created", "0.0", "250.0"),
        ("updated", "250.0", "750.0"),
        ("rejected", "1000.0", "0"),
    ]


def test_bar_of_nothing_is_empty() -> None:
    assert bar_parts({"created": 0, "updated": 0}) == [("created", "0.0", "0"), ("updated", "0.0", "0")]


def test_few_rows_of_very_many_are_still_seen() -> None:
    parts = {name: float(width) for name, _, width in bar_parts({"created": 999_970, "rejected": 30})}

    assert SMALLEST_PART - 0.1 < parts["rejected"] <= SMALLEST_PART


@given(st.dictionaries(st.sampled_from(OUTCOMES), st.integers(0, 20_000_000), min_size=1))
def test_parts_fill_the_bar_without_gap_or_overlap(counts: dict[str, int]) -> None:
    parts = bar_parts(counts)
    end = 0.0

    for name, start, width in parts:
        assert abs(float(start) - end) < 0.5
        assert (float(width) > 0) is (counts[name] > 0)
        end = float(start) + float(width)

    assert abs(end - (BAR_WIDTH if any(counts.values()) else 0)) < 0.5


def test_part_that_belongs_to_the_state_is_shown() -> None:
    assert shown_in("reading comparing", "comparing") == 'data-in="reading comparing"'


def test_part_that_belongs_to_other_states_is_hidden() -> None:
    assert shown_in("reading comparing", "applying") == 'data-in="reading comparing" hidden'


def test_part_of_a_word_is_not_the_state() -> None:
    assert shown_in("awaiting_review", "awaiting").endswith(" hidden")
