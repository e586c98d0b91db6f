import gc
from collections.abc import Iterator

import pytest

from product_importer.lib.garbage_collector import without_collection


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


def test_cycles_are_not_collected_inside_the_block() -> None:
    gc.enable()

    with without_collection():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


def test_collector_goes_on_when_the_block_fails() -> None:
    gc.enable()

    with pytest.raises(ZeroDivisionError), without_collection():
        raise ZeroDivisionError

    assert gc.isenabled()


def test_collector_that_was_off_stays_off() -> None:
    gc.disable()

    with without_collection():
        pass

    assert not gc.isenabled()


def test_blocks_may_be_nested() -> None:
    gc.enable()

    with without_collection():
        with without_collection():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()
