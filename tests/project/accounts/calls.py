"""What the tests of API tokens share."""

import json
from typing import Any

from django.test import Client

TOKENS = "/api/tokens/"
PRODUCTS = "/products/api/products/"


def call(client: Client, method: str, path: str, text: str, body: object = None) -> Any:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(path, headers={"Authorization": f"Bearer {text}"}, **data)
