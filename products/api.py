"""The JSON routes of the catalogue. Each loads, makes one call and translates the outcome."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Status

from product_importer.lib.actor import actor_of
from product_importer.lib.errors import ApiError, refuse
from product_importer.lib.openapi import (
    CHANGES_VERSION,
    MAKES_VERSION,
    ONLY_THIS_VERSION,
    SHOWS_VERSION,
    answers_with,
)
from products import catalogue, pins, schemas
from products.export import ExportStream, NoSuchFields, TooManyExports, chosen
from products.fields import typed
from products.fields.kinds import Value
from products.fields.models import current_fields
from products.fields.registry import FIELDS, Fields
from products.models import Product
from products.search.listing import NoSuchPage, find_page
from products.search.own_filters import is_own
from products.search.query import ProductFilter, Selection
from products.search.snapshot import current_filters

router = Router(tags=["products"])


@router.get("products/", url_name="products", response=schemas.Products, summary="Products, page by page")
def product_list(request: HttpRequest, query: Query[schemas.QueryIn]) -> dict[str, object]:
    """Products that match every filter given. `page` opens any page by its number; with `cursor` every page is
    equally fast, however deep. Own fields are filters too: `f.brand=Acme` (again for any of several values, empty for
    none), `f.stock_min=1`, `f.stock_max=9`."""
    refuse_unknown(request, schemas.QueryIn)
    fields = current_fields()
    try:
        found = find_page(query.with_own(request.GET).query_among(current_filters(fields)))
    except NoSuchPage as error:
        raise ApiError(422, fields={"page": [str(error)]}) from error
    return {
        "results": [_shown(product, fields) for product in found.rows],
        "count": found.count.number,
        "count_is_exact": found.count.is_exact,
        "page": found.number,
        "pages": found.pages,
        "next_cursor": found.next_cursor,
        "previous_cursor": found.previous_cursor,
    }


@router.post(
    "products/",
    url_name="products_post",
    response={201: schemas.ProductOut},
    summary="Create a product",
    operation_id="create_product_in_list",
    openapi_extra=MAKES_VERSION,
)
@router.post(
    "products/create/",
    url_name="create_product",
    response={201: schemas.ProductOut},
    summary="Create a product",
    operation_id="create_product",
    openapi_extra=MAKES_VERSION,
)
def create(request: HttpRequest, response: HttpResponse, given: schemas.ProductIn) -> Status[dict[str, object]]:
    """409 `sku_taken` if a product with this SKU exists, ignoring case; `Location` then leads to it, so a request that
    may have been lost can safely be sent again."""
    allow(request, "products.add_product")
    fields = current_fields()
    values = _values(given, fields, left_out=dict.fromkeys(field.key for field in fields.own))
    with refusals():
        product = catalogue.create(actor=actor_of(request), **values)
    _describe(response, product)
    return Status(201, _shown(product, fields))


@router.get(
    "products/export/",
    url_name="export",
    summary="Products as a CSV file",
    openapi_extra=answers_with("text/csv", "The file, in UTF-8 with a header."),
)
def export_file(request: HttpRequest, wanted: Query[schemas.ExportIn]) -> HttpResponseBase:
    """All products that match, streamed: the built-in fields, then the own ones, each under its key. Importing the file
    again changes nothing."""
    refuse_unknown(request, schemas.ExportIn)
    known = current_fields()
    try:
        fields = chosen(wanted.columns, known)
    except NoSuchFields as error:
        raise ApiError(422, fields={"fields": [str(error)]}) from error
    return export_response(request, wanted.with_own(request.GET).filter_among(current_filters(known)), fields)


@router.get(
    "products/{uuid:product_id}/",
    url_name="product",
    response=schemas.ProductOut,
    summary="One product",
    openapi_extra=SHOWS_VERSION,
)
def detail(request: HttpRequest, response: HttpResponse, product_id: UUID) -> dict[str, object] | HttpResponse:
    """Send its `ETag` as `If-Match` with a change. With `If-None-Match`, an unchanged product returns 304."""
    product = get_object_or_404(Product, pk=product_id)
    _describe(response, product)
    if _tags(request, "If-None-Match") & {_etag(product), "*"}:
        return HttpResponse(status=304, headers={"ETag": _etag(product)})
    return _shown(product, current_fields())


@router.put(
    "products/{uuid:product_id}/",
    url_name="replace_product",
    response=schemas.ProductOut,
    summary="Replace a product",
    openapi_extra=CHANGES_VERSION,
)
def replace(
    request: HttpRequest, response: HttpResponse, product_id: UUID, given: schemas.ProductReplacement
) -> dict[str, object]:
    """409 `changed_meanwhile` if `version` is given and the product has changed since; 412 for `If-Match`."""
    product = _changeable(request, product_id)
    fields = current_fields()
    left_out = _to_clear(product, fields) if "attributes" in given.model_fields_set else {}
    return _change(request, response, product, given, fields, left_out)


@router.patch(
    "products/{uuid:product_id}/",
    url_name="change_product",
    response=schemas.ProductOut,
    summary="Change a product",
    openapi_extra=CHANGES_VERSION,
)
def change(
    request: HttpRequest, response: HttpResponse, product_id: UUID, given: schemas.ProductChange
) -> dict[str, object]:
    """Changes only the columns given. `version` and `If-Match` work as in a replacement."""
    return _change(request, response, _changeable(request, product_id), given, current_fields(), {})


@router.delete(
    "products/{uuid:product_id}/",
    url_name="product_delete",
    response={204: None},
    summary="Delete a product",
    operation_id="delete_product_itself",
    openapi_extra=ONLY_THIS_VERSION,
)
@router.delete(
    "products/{uuid:product_id}/delete/",
    url_name="delete_product",
    response={204: None},
    summary="Delete a product",
    operation_id="delete_product",
    openapi_extra=ONLY_THIS_VERSION,
)
def delete(request: HttpRequest, product_id: UUID) -> Status[None]:
    """With `If-Match`, only if the product still has the version you saw; otherwise 412."""
    allow(request, "products.delete_product")
    product = get_object_or_404(Product, pk=product_id)
    matched = _matched_version(request, product)
    with refusals(changed_status=412 if matched else 409):
        catalogue.delete(product, actor=actor_of(request), expected_version=matched)
    return Status(204, None)


def export_response(
    request: HttpRequest, wanted: ProductFilter | Selection, fields: Fields | None = None
) -> HttpResponseBase:
    """The download, also for the page. `fields`: its columns; all fields in use unless given."""
    try:
        answer = StreamingHttpResponse(ExportStream(wanted, fields), content_type="text/csv; charset=utf-8")
    except TooManyExports as error:
        return refuse(request, 503, "too_many_exports", str(error))
    answer["Content-Disposition"] = 'attachment; filename="products.csv"'
    answer["X-Accel-Buffering"] = "no"
    return answer


def allow(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise ApiError(403, message="You can view products, but you don't have access to this action.")


def refuse_unknown(request: HttpRequest, known: type[schemas.FilterIn]) -> None:
    """A misspelt filter that is silently left out would show, or delete, products that nobody meant."""
    names = {field.alias or name for name, field in known.model_fields.items()}
    if unknown := {name for name in request.GET.keys() - names if not is_own(name)}:
        raise ApiError(422, fields={name: ["There is no such parameter."] for name in sorted(unknown)})


@contextmanager
def refusals(changed_status: int = 409) -> Iterator[None]:
    """What the catalogue refuses, as the errors of the API."""
    try:
        yield
    except typed.InvalidValues as error:
        named = {_named(key): sentences for key, sentences in error.fields.items()}
        raise ApiError(422, fields=named) from error
    except catalogue.SkuTaken as error:
        raise ApiError(409, "sku_taken", str(error), {"sku": [str(error)]}, _location_of(error.sku)) from error
    except catalogue.ChangedMeanwhile as error:
        raise ApiError(changed_status, "changed_meanwhile", str(error)) from error


def _named(key: str) -> str:
    """The place in a request of what is wrong with a product."""
    return key if key in FIELDS or key == pins.PINNED else f"attributes.{key}"


def _changeable(request: HttpRequest, product_id: UUID) -> Product:
    allow(request, "products.change_product")
    return get_object_or_404(Product, pk=product_id)


def _to_clear(product: Product, fields: Fields) -> dict[str, None]:
    """The own fields that a replacement clears by leaving them out.

    Not those that are needed but were made so when the product had no value: it still has none.
    """
    return {field.key: None for field in fields.own if not field.is_needed or field.value_of(product) is not None}


def _change(
    request: HttpRequest,
    response: HttpResponse,
    product: Product,
    given: schemas.ProductReplacement | schemas.ProductChange,
    fields: Fields,
    left_out: Mapping[str, None],
) -> dict[str, object]:
    matched = _matched_version(request, product)
    values = _values(given, fields, left_out=left_out)
    with refusals(changed_status=409 if given.version or not matched else 412), transaction.atomic():
        wanted = None if given.pinned is None else pins.checked(given.pinned, fields)
        catalogue.change(product, actor=actor_of(request), expected_version=given.version or matched, **values)
        if wanted is not None:
            pins.pin_exactly(product, wanted, actor=actor_of(request))
    _describe(response, product)
    return _shown(product, fields)


def _values(
    given: schemas.ProductIn | schemas.ProductChange, fields: Fields, *, left_out: Mapping[str, None]
) -> dict[str, Value]:
    """What was given, as it is stored, by key, and None for what was left out. Refuses all that is wrong at once."""
    faults = dict[str, list[str]]()
    with _collected(faults):
        values = typed.cleaned(given.values)
    own: dict[str, Value] = {key: None for key in left_out if key not in given.attributes}
    with _collected(faults, "attributes."):
        own |= typed.of_json(given.attributes, fields)
    with _collected(faults, "attributes."):
        own = typed.cleaned(own, fields)
    if faults:
        raise ApiError(422, fields=faults)
    return values | own


@contextmanager
def _collected(faults: dict[str, list[str]], before: str = "") -> Iterator[None]:
    """Adds what is wrong with each value to `faults`, the key with `before` in front."""
    try:
        yield
    except typed.InvalidValues as error:
        faults |= {f"{before}{key}": sentences for key, sentences in error.fields.items()}


def _matched_version(request: HttpRequest, product: Product) -> int | None:
    """The version that the request demands by If-Match; None if any will do."""
    wanted = _tags(request, "If-Match")
    if "If-Match" not in request.headers or "*" in wanted:
        return None
    if _etag(product) not in wanted:
        raise ApiError(412, "changed_meanwhile", str(catalogue.ChangedMeanwhile()))
    return product.version


def _location_of(sku: str) -> dict[str, str]:
    """The header that leads to the product that has this SKU."""
    twin = Product.objects.with_sku(sku).first()
    return {"Location": reverse("api:product", args=[twin.pk])} if twin else {}


def _shown(product: Product, fields: Fields) -> dict[str, object]:
    """As `ProductOut` has it, with the values of these own fields."""
    stored = product.attributes
    values = {name: getattr(product, name) for name in schemas.ProductOut.model_fields}
    values["pinned"] = product.pinned or []
    return values | {"attributes": {field.key: stored[field.key] for field in fields.own if field.key in stored}}


def _describe(response: HttpResponse, product: Product) -> None:
    response["ETag"] = _etag(product)


def _etag(product: Product) -> str:
    """Pins raise no version, and yet the answer is another one."""
    pinned = "".join(f".{key}" for key in product.pinned or ())
    return f'"{product.version}{pinned}"'


def _tags(request: HttpRequest, header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",") if tag.strip()}
