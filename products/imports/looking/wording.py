"""The sentences of a suggestion that more than one place says. Pure."""

from collections.abc import Sequence

from products.fields.cells import shorten
from products.fields.price_survey import TiedCurrencies, UnclearDecimals
from products.fields.reasons import FileFailure
from products.imports.looking.encodings import Guess
from products.imports.looking.words_beside import WordsBeside
from products.imports.reading.transcoding import NAMES

_SIGNS = {",": "comma", ".": "point"}
_MOST_NAMES, _LONGEST_NAME = 12, 40


def encoding_in_words(guess: Guess) -> str:
    words = ", ".join(shorten(first) for first, _ in guess.words[:3])
    return f"read so, its words are {words}" if words else "its letters are read best so"


def encoding_question(guess: Guess) -> str:
    what = f"The file is not saved as UTF-8. It reads best as {NAMES[guess.encoding]}"
    if not guess.words:
        return f"{what}. Are its accented letters right?"
    right, wrong = guess.words[0]
    return f"{what}: is “{shorten(right)}” right, or “{shorten(wrong)}” ({NAMES[guess.runner_up]})?"


def cut_question(names: Sequence[str]) -> str:
    """Of a list that has no separators. `names`: of its columns, or what stands in them first."""
    named = " | ".join(shorten(name.strip(), _LONGEST_NAME) for name in names[:_MOST_NAMES])
    return f"This list has no separators. Are its columns cut rightly: {named}?"


def beside_in_words(beside: WordsBeside) -> str:
    says = f", and says that {beside.says}" if beside.says else ""
    return f"“{shorten(beside.text)}” stands beside {which_numbers(beside)}{says}; it is left out"


def beside_question(label: str, beside: WordsBeside) -> str:
    says = f", which says that {beside.says}" if beside.says else ""
    what = f"“{shorten(beside.text)}” stands beside {which_numbers(beside)} of “{label}”{says}"
    return f"{what}. Is the number alone what you want?"


def which_numbers(beside: WordsBeside) -> str:
    return "every number" if beside.everywhere else "some numbers"


def format_guess(failure: FileFailure, delimiter: str, elsewhere: str | None = None) -> tuple[dict[str, str], str]:
    """What is suggested of how numbers are written, and the question.

    If the numbers do not say what is likely, it is what others have, or what files with this delimiter mostly have.

    `failure`: what says in two sentences what is unclear and how to mend it. No currency is likelier than another.
    `elsewhere`: the decimal separator of the other columns, if they show it.
    """
    what = failure.message.partition(". ")[0].rstrip(".")
    if isinstance(failure, TiedCurrencies):
        return {}, f"{what}. Which currency is to be imported? Rows in the other one are rejected."
    likely = failure.likely if isinstance(failure, UnclearDecimals) else None
    decimal = likely or elsewhere or ("," if delimiter == ";" else ".")
    return {"decimal": decimal}, f"{what}. Is it a decimal {_SIGNS[decimal]}?"


def braced(label: str) -> str:
    """As a template names a column."""
    return "{" + label.replace("{", "{{").replace("}", "}}") + "}"


def header_in_words(header_rows: int, *, has_names: bool) -> str:
    """`has_names`: of a header that has more or fewer of them than there are columns."""
    if header_rows:
        return f"the header has {header_rows} rows"
    return "the names of the header do not stand above their columns" if has_names else "no row reads as a header"


NO_ROWS = "The file has names of columns but no rows below them, so there is nothing to import. Is it the whole file?"
NO_KEY = "No column tells the products apart: none has a code of its own in every row. Which one is the SKU?"
NO_NAME = "No column was recognised as the name. Which one is it?"
ONLY_NUMBERS = "No column has names, so that only products which are there already can be changed. Is that right?"
