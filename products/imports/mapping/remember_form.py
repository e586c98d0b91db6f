"""The tick that keeps an answer for the supplier's next file, with the name of the source that keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from products.imports.looking.found import ColumnFound
from products.imports.mapping.remembering import Remember
from products.imports.models import Source
from products.imports.source_models import LONGEST_NAME, name_key


class RememberForm(forms.Form):
    """Apart from what is chosen: a name that will not do takes no preview away."""

    remember = forms.BooleanField(label="Remember for this supplier", required=False)
    source_name = forms.CharField(label="Name", max_length=LONGEST_NAME, required=False)
    replace = forms.CharField(required=False)
    """The ID of the other source that may be changed: whoever types another name is asked anew."""
    replaceable: Source | None = None
    """The other source of the name, if the person is to be asked."""

    def __init__(
        self, data: QueryDict | None = None, *, source: Mapping[str, Any], may_add: bool, may_change: bool
    ) -> None:
        """`source`: whose file it seems to be, or empty. Its name is filled in for who may change it."""
        name = source.get("name", "") if may_change else ""
        super().__init__(data, initial={"source_name": name, "remember": bool(name)})
        self._source, self._may_change = source, may_change
        self.may_add = may_add

    def is_complete(self) -> bool:
        """Whether it says all that remembering needs, or that nothing is to be remembered; if not, it says why."""
        if self.is_valid() and self.cleaned_data["remember"]:
            if not self.may_add:
                raise PermissionDenied
            self._check(self.cleaned_data["source_name"])
        return self.is_valid()

    def answer(self, columns: Sequence[ColumnFound]) -> Remember | None:
        """Of a complete form; None: nothing is remembered. `columns`: those that the page shows."""
        said = self.cleaned_data
        return Remember(said["source_name"], self._may_change, columns) if said["remember"] else None

    def _check(self, name: str) -> None:
        """Another source is changed only if the person says so."""
        if not name:
            self.add_error("source_name", "Give it a name, such as the supplier's.")
            return
        other = Source.objects.filter(name_key=name_key(name)).first()
        is_another = other is not None and str(other.pk) != self._source.get("id")
        if other and is_another and self._may_change and self.cleaned_data["replace"] != str(other.pk):
            self.replaceable = other
            self.add_error("source_name", f"There is a source “{other.name}” already. Change it, or take another name.")
