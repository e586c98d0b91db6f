from datetime import UTC, datetime, timedelta

import pytest

from product_importer.lib import humanize

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (834, "834 B"), (1_229, "1.2 KiB"), (69_206_016, "66 MiB"), (2 * 1024**3, "2 GiB"), (1023, "1,023 B")],
)
def test_sizes_have_one_unit_and_at_most_one_decimal(size: int, words: str) -> None:
    assert humanize.size_in_words(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.02, "under 0.1 s"),
        (0.4, "0.4 s"),
        (5.94, "5.9 s"),
        (42.4, "42 s"),
        (210, "3.5 min"),
        (7200, "2 h"),
    ],
)
def test_durations_have_one_unit(seconds: float, words: str) -> None:
    assert humanize.duration_in_words(seconds) == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_204, "1,204 rows")])
def test_numbers_go_with_their_noun(number: int, words: str) -> None:
    assert humanize.counted(number, "row") == words


@pytest.mark.parametrize(("seconds", "words"), [(-1, "0:00"), (4.9, "0:04"), (750, "12:30"), (3723, "1:02:03")])
def test_clock_counts_whole_seconds(seconds: float, words: str) -> None:
    assert humanize.clock(seconds) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-3), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=27), "27 days ago"),
        (timedelta(days=28), "25 Oct 2026"),
    ],
)
def test_moments_are_told_by_how_long_ago_they_were(ago: timedelta, words: str) -> None:
    assert humanize.ago_in_words(NOW - ago, now=NOW) == words
