"""How a job fails: with a code and a sentence; and whether starting it again could help."""

from collections.abc import Iterable

from product_importer.lib.failures import Failure


class JobFailure(Failure):
    """Ends a job as failed, though no file is at fault."""


_final: set[str] = set()


def declare_final(codes: Iterable[str]) -> None:
    """Each app says, when it is loaded, which failures of its jobs another turn would only repeat."""
    _final.update(codes)


def final_codes() -> frozenset[str]:
    return frozenset(_final)
