import pytest

from product_importer.lib.server_fitness import skewed, unusable


@pytest.mark.parametrize(
    ("version", "encoding", "begins"),
    [
        (140_012, "UTF8", "PostgreSQL 14 is too old: 15 or newer is needed."),
        (150_000, "LATIN1", "The database is encoded as LATIN1, so it cannot hold all texts."),
        (150_000, "SQL_ASCII", "The database is encoded as SQL_ASCII"),
        (150_000, "UTF8", ""),
        (180_006, "UTF8", ""),
    ],
)
def test_database_is_usable_from_version_15_with_utf8(version: int, encoding: str, begins: str) -> None:
    found = unusable(version, encoding)

    assert found.startswith(begins)
    assert bool(found) == bool(begins)


@pytest.mark.parametrize(
    ("seconds", "begins"),
    [
        (30.0, ""),
        (-30.0, ""),
        (31.0, "The clock of this host is 31 s ahead of PostgreSQL's"),
        (-7_200.0, "The clock of this host is 7,200 s behind PostgreSQL's"),
    ],
)
def test_clocks_that_differ_by_more_than_half_a_minute_are_told(seconds: float, begins: str) -> None:
    found = skewed(seconds)

    assert found.startswith(begins)
    assert bool(found) == bool(begins)
