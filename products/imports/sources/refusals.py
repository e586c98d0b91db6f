"""Why a source is not saved."""


class Refusal(Exception):
    """With a sentence for people; `code` for programs."""

    code = "conflict"


class NameTaken(Refusal):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a source “{name}” already. Take another name.")


class MayNotReplace(Refusal):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a source “{name}” already, and you don't have access to change it. "
            "Take another name, or ask a manager."
        )


class ChangedMeanwhile(Refusal):
    code = "changed_meanwhile"

    def __init__(self, name: str) -> None:
        super().__init__(f"Somebody else has changed the source “{name}” in the meantime. Load it again.")


class InvalidSource(Exception):
    """What is wrong with its parts: name of the part → sentences."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for faults in fields.values() for sentence in faults))
        self.fields = fields
