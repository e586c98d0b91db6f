"""The JSON API: who may use it, what its errors look like. The routes are in the apps."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NoReturn

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf
from pydantic import ConfigDict

from product_importer.accounts.api import router as tokens
from product_importer.lib.actor import token_of
from product_importer.lib.errors import STATUS_MEANINGS, ApiError, error_json
from product_importer.lib.keyset import InvalidCursor
from product_importer.lib.openapi import headers_of
from product_importer.notices.api import router as notices
from product_importer.version import VERSION
from products import attribute_schemas
from products.api import router as products
from products.bulk.api import router as selections
from products.fields.models import current_fields
from products.imports.api import router as imports
from products.imports.direct.api import router as direct_uploads
from products.imports.fetching.api import router as fetching
from products.imports.mapping.api import router as mapping
from products.imports.mending.api import router as mending
from products.imports.review.api import router as review
from products.imports.sources.api import router as sources
from products.imports.undo.api import router as undo
from products.own_fields.api import router as own_fields
from products.search.own_filters import InvalidFilters
from products.suggestions_api import router as suggestions
from webhooks.api import router as webhooks

NO_OBJECT = "Send one JSON object."

DESCRIPTION = """
Everything the pages can do. Send an API token with each request: `Authorization: Bearer pi_…`; create one on the
page *API tokens* or with `manage.py create_api_token`. Prices are strings, times are RFC 3339 in UTC, ids are UUIDs.
A token may make `RateLimit-Limit` requests per minute; beyond that the answer is 429 with `Retry-After`.
"""


class Token(HttpBearer):
    """An API token; the middleware has looked it up and knows whose it is."""

    def __call__(self, request: HttpRequest) -> User | AnonymousUser | None:
        return request.user if token_of(request) and request.user.is_staff else None

    def authenticate(self, request: HttpRequest, token: str) -> NoReturn:
        raise NotImplementedError


class StaffSession(APIKeyCookie):
    """A signed-in member of staff; what changes something needs the CSRF token too."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> User | AnonymousUser | None:
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return None
        if check_csrf(request):
            raise ApiError(403, "csrf_failed", "The CSRF token is missing or has expired.")
        return user

    def authenticate(self, request: HttpRequest, key: str | None) -> NoReturn:
        raise NotImplementedError


class JsonOnly(Parser):
    """Takes only what is declared as JSON: another site's form cannot declare that without a preflight request."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise ApiError(415, message="Send JSON, with Content-Type: application/json.")
        try:
            return super().parse_body(request)
        except RecursionError as error:
            raise ApiError(400, message="This JSON is nested too deeply.") from error


class ErrorOut(Schema):
    code: str
    message: str
    fields: dict[str, list[str]]


class RefusedRequest(Schema):
    """Why the request was refused: a word for programs, a sentence for people, and what is wrong with each field."""

    model_config = ConfigDict(title="Refusal")

    error: ErrorOut


class DescriptionPage(Swagger):
    """The description in our frame: ninja's own page, for which it has to be a Django app, has no way back."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        options = {**self.settings, "url": self.get_openapi_url(api, kwargs)}
        return render(request, "system/api.html", {"swagger_settings": json.dumps(options)})


class DescribedAPI(NinjaAPI):
    """Describes for every route the ways in which it may refuse, and the own fields that there are just now."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, object] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        models = RefusedRequest.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= {**models.pop("$defs"), "Refusal": models}
        attribute_schemas.describe(schema["components"]["schemas"], current_fields())
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        refusals = {
            str(status): {"description": says.message, "content": content} for status, says in STATUS_MEANINGS.items()
        }
        refusals["414"] = {"description": "The address is too long.", "content": {"text/html": {}}}  # by the web server
        for routes in schema["paths"].values():
            for route in routes.values():
                described = {str(status): answer for status, answer in route["responses"].items()}
                route["responses"] = described | {key: refusals[key] for key in refusals.keys() - described.keys()}
                for status, answer in route["responses"].items():
                    answers = answer | {"headers": headers_of(status) | answer.get("headers", {})}
                    route["responses"][status] = answers
        return schema


api = DescribedAPI(
    title="Product Importer",
    version=VERSION,
    urls_namespace="api",
    docs=DescriptionPage(),
    docs_url="/api/docs",
    openapi_url="/api/openapi.json",
    auth=[Token(), StaffSession()],
    parser=JsonOnly(),
    description=DESCRIPTION,
)
api.add_router("/api/tokens/", tokens)
api.add_router("/api/notices/", notices)
api.add_router("/products/api/", imports)
api.add_router("/products/api/", mapping)
api.add_router("/products/api/", review)
api.add_router("/products/api/", undo)
api.add_router("/products/api/", mending)
api.add_router("/products/api/", selections)
api.add_router("/products/api/", products)
api.add_router("/products/api/fields/", own_fields)
api.add_router("/products/api/sources/", sources)
api.add_router("/products/api/sources/", fetching)
api.add_router("/products/api/upload/direct/", direct_uploads)
api.add_router("/products/api/", suggestions)
api.add_router("/webhooks/api/webhooks/", webhooks)


@api.exception_handler(ApiError)
def refused(request: HttpRequest, error: ApiError) -> HttpResponse:
    response = error_json(error.status, error.code, error.message, error.fields)
    for name, value in error.headers.items():
        response[name] = value
    return response


@api.exception_handler(InvalidCursor)
def invalid_cursor(request: HttpRequest, error: InvalidCursor) -> HttpResponse:
    return error_json(422, fields={"cursor": ["This cursor is not valid. Start again without it."]})


@api.exception_handler(InvalidFilters)
def invalid_filters(request: HttpRequest, error: InvalidFilters) -> HttpResponse:
    return error_json(422, fields=error.fields)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is wrong with the body as a whole goes into the message."""
    fields: dict[str, dict[str, None]] = defaultdict(dict)  # each sentence once, in order
    for found in error.errors:
        name = _field_name(*found["loc"])
        fields[name][_sentence(found) if name or found["type"] == "value_error" else NO_OBJECT] = None
    whole = fields.pop("", {})
    return error_json(422, message=" ".join(whole), fields={name: [*said] for name, said in fields.items()})


def _field_name(place: str, *names: str | int) -> str:
    """As the client wrote it, such as `filter.active`; empty for the body itself."""
    inside = names[1:] if place == "body" else names  # the first is our parameter's
    return ".".join(name for name in inside if isinstance(name, str))


def _sentence(found: Mapping[str, object]) -> str:
    if found["type"] == "string_pattern_mismatch":
        return "This contains a character that is not allowed here."
    return f"{str(found['msg']).removeprefix('Value error, ')}."


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return error_json(404)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return error_json(401)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, ApiError):  # from our parser, whose errors ninja makes all alike
        return refused(request, error.__cause__)
    return error_json(error.status_code, message=error.message)
