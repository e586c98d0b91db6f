"""An anticipated failure: a word for programs and a sentence for people."""


class Failure(Exception):
    """Ends a piece of work.

    `code` is one word of a closed list; `message` says in a sentence or two what is wrong, then what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
