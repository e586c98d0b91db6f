"""Why no file came: a word for programs, a sentence for people, and whether it may be otherwise in a moment."""

from product_importer.lib.failures import Failure
from product_importer.lib.outbound.dialling import CannotDial


class FetchFailure(Failure):
    """`is_passing`: it is worth trying again soon, without anybody having changed anything."""

    def __init__(self, code: str, message: str, *, is_passing: bool = False) -> None:
        super().__init__(code, message)
        self.is_passing = is_passing


class NothingThere(Exception):
    """There is no file just now. The message says what was looked for."""


class Stopped(Exception):
    """This worker is told to stop."""


def not_dialled(error: CannotDial) -> FetchFailure:
    """No connection was made."""
    if error.code == "blocked_address":
        hint = " Use a public address, or ask the operator to allow it with SOURCE_ALLOWED_NETWORKS."
        return FetchFailure(error.code, f"{error.detail}{hint}")
    return FetchFailure(error.code, error.detail, is_passing=True)
