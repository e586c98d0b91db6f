"""The filters of the review's page, as its form has them and as its address carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from products.fields.field import Field
from products.imports.review.changes import InvalidPosition, position_of
from products.imports.review.filters import Filters

_MOVES: dict[str, tuple[Decimal | None, Decimal | None]] = {
    "up10": (Decimal("1.1"), None),
    "up30": (Decimal("1.3"), None),
    "up100": (Decimal(2), None),
    "down10": (None, Decimal("0.9")),
    "down30": (None, Decimal("0.7")),
    "down50": (None, Decimal("0.5")),
}
MOVES = [
    ("", "any price"),
    ("up10", "up by 10 % or more"),
    ("up30", "up by 30 % or more"),
    ("up100", "doubled or more"),
    ("down10", "down by 10 % or more"),
    ("down30", "down by 30 % or more"),
    ("down50", "halved or less"),
]
OF_UNDO = [("", "all"), ("update", "changed back"), ("delete", "deleted"), ("create", "restored")]
SHOWN = [("", "all changes"), ("no", "what will be applied"), ("yes", "what is left out")]


class FilterForm(forms.Form):
    """What cannot be is left out of account: an address may be old."""

    action = forms.ChoiceField(
        label="Products", choices=[("", "new and changed"), ("create", "new"), ("update", "changed")], required=False
    )
    price = forms.ChoiceField(label="Price", choices=MOVES, required=False)
    left_out = forms.ChoiceField(label="Shown", choices=SHOWN, required=False)
    q = forms.CharField(label="SKU or name", max_length=200, required=False)

    def __init__(
        self, data: QueryDict, *, fields: Sequence[Field], is_plan: bool = True, is_undo: bool = False
    ) -> None:
        super().__init__(data)
        if is_undo:
            self.fields["action"] = forms.ChoiceField(label="Products", choices=OF_UNDO, required=False)
        choices = [("", "any field"), *((field.key, field.label) for field in fields)]
        self.fields["field"] = forms.ChoiceField(label="Field", choices=choices, required=False)
        if "price" not in {field.key for field in fields}:
            del self.fields["price"]
        if not is_plan:
            del self.fields["left_out"]
        self.order_fields(["q", "action", "field", "price", "left_out"])
        self.is_valid()

    @property
    def behind(self) -> int:
        """Where the page before ended; 0 on the first page."""
        try:
            return position_of(self.data.get("behind", ""))
        except InvalidPosition:
            return 0

    @property
    def filters(self) -> Filters:
        given = self.cleaned_data
        ratio_min, ratio_max = _MOVES.get(given.get("price", ""), (None, None))
        return Filters(
            action=given.get("action") or None,
            field=given.get("field", ""),
            ratio_min=ratio_min,
            ratio_max=ratio_max,
            q=given.get("q", ""),
            left_out={"yes": True, "no": False}.get(given.get("left_out", "")),
        )

    @property
    def asked(self) -> str:
        """The same filters, as the API takes them."""
        given = ((name, value) for name, value in asdict(self.filters).items() if value not in (None, ""))
        return urlencode([(name, str(value).lower() if isinstance(value, bool) else value) for name, value in given])

    @property
    def kept(self) -> str:
        """As the address of another page carries it, with an ampersand behind."""
        kept = urlencode({name: value for name, value in self.cleaned_data.items() if value})
        return f"{kept}&" if kept else ""
