"""Milliseconds in few digits, and long URLs without their middle."""

import pytest

from webhooks.templatetags.webhooks import LONGEST_URL, middle_out, milliseconds


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0.0 ms"),
        (0.44, "0.4 ms"),
        (9.94, "9.9 ms"),
        (9.95, "10 ms"),
        (41.4, "41 ms"),
        (999.4, "999 ms"),
        (1_000, "1.0 s"),
        (1_249, "1.2 s"),
        (9_949, "9.9 s"),
        (9_950, "10 s"),
        (15_000, "15 s"),
    ],
)
def test_milliseconds_are_said_in_two_or_three_digits(value: float, words: str) -> None:
    assert milliseconds(value) == words


def test_url_that_fits_is_shown_whole() -> None:
    url = "https://" + "a" * (LONGEST_URL - 8)

    assert middle_out(url) == url


def test_long_url_keeps_its_beginning_and_its_end() -> None:
    url = "https://" + "a" * LONGEST_URL + "/path/that/ends"

    short = middle_out(url)

    assert len(short) == LONGEST_URL
    beginning, end = short.split("…")
    assert (url.startswith(beginning), url.endswith(end), end[-15:]) == (True, True, "/path/that/ends")
