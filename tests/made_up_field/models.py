"""Loaded before the catalogue's tables are: what a new built-in field takes beside its migration."""

from django.db import models

from products.fields import builtin
from products.fields.field import Field, Narrowing
from products.fields.kinds import Text

BRAND = Field(
    key="brand",
    label="Brand",
    kind=Text(longest=40),
    clears=True,
    told=True,
    narrowing=Narrowing.IS,
    headers="brand marke",
    described="At most 40 characters.",
)
builtin.BUILTIN = (*builtin.BUILTIN, BRAND)

from products.fields.columns import BuiltinColumns  # noqa: E402 - it reads the list that has just become longer

BuiltinColumns.add_to_class(BRAND.key, models.CharField(max_length=40, blank=True, default=""))
