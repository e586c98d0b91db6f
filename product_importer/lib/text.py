"""What counts as text, wherever it comes from."""


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can store it: it takes neither NUL nor half of a surrogate pair.

    Such halves come from JSON, which can spell them, and from command-line bytes that are not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
