"""What a cell shows where it becomes part of something, or is compared: the same for all who look. Pure."""

from collections.abc import Mapping

from products.fields.cells import is_blank, text_of, without_guarded_formula
from products.fields.spelling import composed, on_one_line, trimmed


def piece_of(cell: str, *, ours: bool = False) -> str:
    """The text that a spreadsheet shows, composed and trimmed; empty if it is blank. `ours`: we wrote the file."""
    if is_blank(cell):
        return ""
    text = trimmed(cell)
    shown = trimmed(text_of(without_guarded_formula(text) if ours else text, ours=ours))
    return "" if is_blank(shown) else composed(shown)


def folded(text: str) -> str:
    """The text as words are compared: in any case, with one space for each run of white space."""
    return on_one_line(text).casefold()


def folded_words(words: Mapping[str, str]) -> dict[str, str]:
    return {folded(word): meaning for word, meaning in words.items()}
