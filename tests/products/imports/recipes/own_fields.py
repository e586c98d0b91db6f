"""What a product consists of in a catalogue that added all ready-made fields."""

from products.fields.models import OwnField, with_own
from products.fields.ready_made import READY_MADE


def own_fields() -> list[OwnField]:
    """Not stored yet."""
    return [
        OwnField(key=each.key, label=each.label, kind=each.kind, settings=each.settings, synonyms=each.synonyms)
        for each in READY_MADE
    ]


WITH_READY_MADE = with_own(each.field for each in own_fields())
