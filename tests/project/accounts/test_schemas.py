from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from product_importer.accounts.schemas import TokenIn, is_past

NAMED = {"name": "shop"}


def test_token_needs_a_name_only() -> None:
    given = TokenIn.model_validate(NAMED)

    assert (given.name, given.scopes, given.expires_at) == ("shop", ["read", "write"], None)


def test_name_is_trimmed() -> None:
    assert TokenIn.model_validate({"name": "  nightly export "}).name == "nightly export"


def test_end_is_kept_in_utc() -> None:
    given = TokenIn.model_validate({**NAMED, "expires_at": "2030-01-01T00:30:00+02:00"})

    assert given.expires_at == datetime(2029, 12, 31, 22, 30, tzinfo=UTC)
    assert given.expires_at
    assert given.expires_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({**NAMED, "scopes": []}, "scopes"),
        ({**NAMED, "scopes": ["admin"]}, "scopes"),
        ({**NAMED, "scopes": ["read", "read", "write"]}, "scopes"),
        ({**NAMED, "expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({**NAMED, "expires_at": "9999-12-31T23:59:59Z"}, "expires_at"),
        ({**NAMED, "expires_at": "0001-01-01T00:00:00Z"}, "expires_at"),
        ({**NAMED, "token": "pi_mine"}, "token"),
    ],
)
def test_bad_value_is_refused_by_the_name_of_its_field(values: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TokenIn.model_validate(values)

    assert {error["loc"][0] for error in refused.value.errors()} == {field}


def test_moment_is_past_from_now_on_backwards() -> None:
    now = datetime.now(UTC)

    assert [is_past(moment) for moment in (now, now - timedelta(days=1), now + timedelta(minutes=1), None)] == [
        True,
        True,
        False,
        False,
    ]
