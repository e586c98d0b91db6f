"""What is wrong with a text, before anybody knows in which field it stands. Pure."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """Why a text is no value: the end of the code, and the words that follow "The price 12,5O …"."""

    code: str
    words: str
