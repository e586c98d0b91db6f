"""The columns of the built-in fields in the catalogue's table: a migration goes with each change here."""

from django.db import models

from products.fields import skus
from products.fields.amounts import DECIMALS, DIGITS
from products.fields.builtin import NAME
from products.fields.registry import FIELDS


class BuiltinColumns(models.Model):
    """One column for each of `builtin.BUILTIN`, of the same name."""

    sku = models.CharField("SKU", max_length=skus.MAX_LENGTH, help_text="The spelling it was first created with.")
    name = models.CharField(max_length=NAME.longest)
    description = models.TextField(blank=True, default="")
    price = models.DecimalField(
        max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True, help_text=FIELDS["price"].hint
    )
    active = models.BooleanField(default=True)

    class Meta:
        abstract = True
