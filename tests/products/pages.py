"""What a person types into the form of a product, and where."""

from typing import Any

from products.models import Product

NEW = "/products/new/"
HOSTILE = "<script>alert(1)</script>{{ 7 }}"


def typed(**values: Any) -> dict[str, Any]:
    usual = {"sku": "KET-1", "name": "Kettle", "description": "Boils", "price": "10.00", "active": "on", "version": "1"}
    return {name: value for name, value in (usual | values).items() if value is not None}


def edit(product: Product) -> str:
    return f"/products/{product.pk}/edit/"
