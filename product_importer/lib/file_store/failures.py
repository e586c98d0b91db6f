"""What callers of a file store hear. It is an OSError, as of a disk, so that whoever expects one expects this too."""


class StoreAway(OSError):
    """The store does not answer, or refuses us: nothing is known of the file. Trying later may help."""

    sentence = "The store of uploaded files does not answer. Nothing is lost; try again in a minute."


class Exchanged(OSError):
    """The file in the store is not the one that was opened: somebody wrote another one under its name."""
