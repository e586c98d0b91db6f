"""What can go wrong with the embedded servers, said to a person."""


class EmbeddedError(Exception):
    """The embedded servers cannot be used; the text is one or more sentences that say why and what to do."""
