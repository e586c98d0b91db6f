"""What counts as text, wherever it comes from, and as the same text."""

import unicodedata


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can store it: it takes neither NUL nor half of a surrogate pair.

    Such halves come from JSON, which can spell them, and from command-line bytes that are not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def unaccented(text: str) -> str:
    """The text as it is compared where accents and case make no difference: `Référence` as `reference`."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join([char for char in letters if not unicodedata.combining(char)]).translate(_WITHOUT_STROKE)


_WITHOUT_STROKE = str.maketrans("łøđı", "lodi")
