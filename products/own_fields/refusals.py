"""Why a field cannot be made, changed or erased: a sentence for people, a word for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from product_importer.lib.humanize import counted
from products.fields.models import OwnField


class InvalidField(Exception):
    """What is wrong with what was given: its name, such as `label` or `settings.places` → the sentence."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = sentences


class Refusal(Exception):
    """It is well-formed, but something that is there stands against it."""

    code: str
    about: str
    """The part of the field that it is about."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


class KeyTaken(Refusal):
    code, about = "key_taken", "key"


class KeyReserved(Refusal):
    code, about = "key_reserved", "key"

    def __init__(self, key: str) -> None:
        super().__init__(f"The key {key} already stands for something that every product has. Choose another one.")


class LabelTaken(Refusal):
    code, about = "label_taken", "label"


class SynonymTaken(Refusal):
    code, about = "synonym_taken", "synonyms"


class FieldInUse(Refusal):
    """Its key and its kind are fixed."""

    code = "field_in_use"

    def __init__(self, about: str, why: str) -> None:
        super().__init__(f"The {about} can no longer be changed: {why}")
        self.about = about


class ChoiceInUse(Refusal):
    code, about = "choice_in_use", "settings.choices"

    def __init__(self, products: Mapping[str, int]) -> None:
        """`products`: choice → how many have it."""
        named = [f"“{choice}” ({counted(number, 'product')})" for choice, number in [*products.items()][:_MOST_NAMED]]
        more = len(products) - len(named)
        listed = ", ".join(named) + (f" and {more:,} more" if more else "")
        is_one = len(products) == 1
        super().__init__(
            f"{listed} {'is' if is_one else 'are'} in use, so {'it' if is_one else 'they'} cannot be removed. "
            "Give those products another choice first."
        )
        self.products = products


class SettingInUse(Refusal):
    """Values that products have would not be allowed any more."""

    code = "setting_in_use"

    def __init__(self, setting: str, products: str) -> None:
        """`products`: which ones it does not fit, with a full stop."""
        super().__init__(f"This does not fit {products} Change those first.")
        self.about = f"settings.{setting}"


class TooManyFields(Refusal):
    code, about = "too_many_fields", ""

    def __init__(self, most: int) -> None:
        super().__init__(f"There can be at most {most:,} fields, archived ones included. Erase one first.")


class TooManySortable(Refusal):
    code, about = "too_many_sortable", "sortable"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} fields can be sortable. Take the mark from another one first.")


class BeingErased(Refusal):
    code, about = "being_erased", ""

    def __init__(self, label: str) -> None:
        super().__init__(f"The values of {label} are being erased. Wait until that has ended, or cancel it.")


class CountDiffers(Refusal):
    """Whoever erases a field must say how many products have a value, and said another number."""

    code, about = "count_differs", "confirm"

    def __init__(self, number: int) -> None:
        super().__init__(f"{having_a_value(number)} now. Nothing was erased.")
        self.number = number


class ChangedMeanwhile(Refusal):
    """Somebody else has changed it since it was seen."""

    code, about = "changed_meanwhile", ""

    def __init__(self, field: OwnField, both: Sequence[str] = ()) -> None:
        """`field`: as it is by now. `both`: the parts that both sides wrote, if that is known."""
        super().__init__(f"{field.label} was changed by somebody else in the meantime. Reload it before you change it.")
        self.field, self.both = field, both


class Archived(Refusal):
    code, about = "archived", ""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label} is archived. Restore it before you change it.")


def having_a_value(number: int) -> str:
    return f"{counted(number, 'product')} {'has' if number == 1 else 'have'} a value"


_MOST_NAMED = 10
