"""The catalogue's tables: products, their history, and the words that a search goes by.

In the order of a change: what managers add to what a product consists of, the product itself, what people and programs
did to it, what imports did to many at once.
"""

from products.fields.models import OwnField
from products.models.changes import Change
from products.models.import_changes import Stretch
from products.models.list_columns import ListColumns
from products.models.product import Product, ProductQuerySet
from products.models.size import SizeChange
from products.models.vocabulary import Word

__all__ = ["Change", "ListColumns", "OwnField", "Product", "ProductQuerySet", "SizeChange", "Stretch", "Word"]
