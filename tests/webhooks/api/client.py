"""The API of webhooks, called by a test's client."""

import json
from typing import Any

from django.test import Client

LIST = "/webhooks/api/webhooks/"

NEW = {"url": "https://shop.example.com/hooks", "event_types": ["product.created"]}


class Api:
    def __init__(self, client: Client) -> None:
        self.client = client

    def call(self, method: str, path: str, given: Any = None, *, status: int = 200) -> Any:
        body = json.dumps(given if given is not None else {})
        options = {"data": body, "content_type": "application/json"} if method != "get" else {}
        answer = getattr(self.client, method)(path if path.startswith("/") else LIST + path, **options)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    def refusal(self, method: str, path: str, given: Any, *, status: int = 422) -> dict[str, list[str]]:
        return self.call(method, path, given, status=status)["error"]["fields"]  # type: ignore[no-any-return]
