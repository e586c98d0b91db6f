"""Every way in which an attempt can fail has a word and a hint."""

import pytest

from webhooks.sending import hints


@pytest.mark.parametrize("error", [*hints.WORDS])
def test_every_error_has_a_word_and_says_what_to_do(error: str) -> None:
    assert hints.word(error) == hints.WORDS[error]
    assert "_" not in hints.word(error)
    assert hints.hint(error, 500 if error == "status" else None).endswith(".")


def test_nothing_is_said_when_nothing_is_wrong() -> None:
    assert (hints.word(""), hints.hint("", 200)) == ("", "")


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (401, "Add the header that the receiver expects, such as Authorization."),
        (404, "Check the path of the URL."),
        (413, "The receiver must accept bodies of slightly more than 256 KiB."),
        (418, "Respond with a status from 200 to 299."),
        (500, "Check the receiver's log."),
        (599, "Check the receiver's log."),
        (None, "Respond with a status from 200 to 299."),
    ],
)
def test_hint_about_a_status_is_the_one_for_that_status(status: int | None, hint: str) -> None:
    assert hints.hint("status", status) == hint


def test_setting_that_lets_an_address_through_is_named() -> None:
    assert "WEBHOOK_ALLOWED_NETWORKS" in hints.hint("blocked_address", None)
