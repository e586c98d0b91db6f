"""The cells of the list of products."""

from django import template
from django.utils.safestring import SafeString

from products.list_cells import RowCells
from products.models import Product

register = template.Library()


@register.simple_tag
def cells_of(product: Product, cells: RowCells) -> SafeString:
    return cells.of(product)
