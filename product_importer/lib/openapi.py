"""What the OpenAPI document says beyond the signatures of the routes: headers and files."""


def answers_with(content_type: str, words: str) -> dict[str, object]:
    """A route whose answer is a file or a stream."""
    return {"responses": {200: {"description": words, "content": {content_type: {"schema": {"type": "string"}}}}}}


ONLY_THESE_PARTS: dict[str, object] = {
    "requestBody": {"content": {"multipart/form-data": {"schema": {"additionalProperties": False}}}}
}
"""A route that takes a form and refuses what it does not know."""


def _header(words: str, kind: str = "string") -> dict[str, object]:
    return {"description": words, "schema": {"type": kind}}


def _condition(name: str, words: str) -> dict[str, object]:
    return {"in": "header", "name": name, "required": False, "schema": {"type": "string"}, "description": words}


ETAG = {"ETag": _header('The product\'s version, such as "3", quotes included.')}

SHOWS_VERSION: dict[str, object] = {
    "parameters": [_condition("If-None-Match", "An `ETag`: if the product still has that version, the answer is 304.")],
    "responses": {200: {"headers": ETAG}, 304: {"description": "Not changed since.", "headers": ETAG}},
}
ONLY_THIS_VERSION: dict[str, object] = {
    "parameters": [_condition("If-Match", "The `ETag` you saw: if the product has changed since, the answer is 412.")]
}
CHANGES_VERSION: dict[str, object] = ONLY_THIS_VERSION | {"responses": {200: {"headers": ETAG}}}
MAKES_VERSION: dict[str, object] = {"responses": {201: {"headers": ETAG}}}

ALLOWANCE: dict[str, object] = {
    "RateLimit-Limit": _header("Requests this token may make per minute.", "integer"),
    "RateLimit-Remaining": _header("How many requests are left.", "integer"),
    "RateLimit-Reset": _header("Seconds until the full allowance is available again.", "integer"),
}
RETRY_AFTER: dict[str, object] = {"Retry-After": _header("Seconds to wait before trying again.", "integer")}


def headers_of(status: str) -> dict[str, object]:
    """Those of every route: the allowance, for requests with a token, and when to come again."""
    return ALLOWANCE | (RETRY_AFTER if status in {"429", "503"} else {})
