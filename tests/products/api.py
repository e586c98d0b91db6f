"""Requests to the API of products."""

import json
from typing import Any

from django.test import Client

from products.models import Product

PRODUCTS = "/products/api/products/"
CREATE = f"{PRODUCTS}create/"
KETTLE = {"sku": "KET-1", "name": "Kettle", "description": "Boils", "price": "12.90", "active": False}


def send(client: Client, method: str, path: str, body: object = None, **headers: str) -> Any:
    data = {} if body is None or method == "get" else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(path, headers=headers, **data)


def of(product: Product) -> str:
    return f"{PRODUCTS}{product.pk}/"
