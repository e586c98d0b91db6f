"""The one door for what people and programs do to products. Imports have a door of their own (`applying`).

Each verb is one transaction that writes the products, their history and their events, or nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from product_importer.lib import table_lock
from product_importer.lib.actor import Actor
from products import edited, events, pins
from products.edited import LeftAlone
from products.fields import edits, typed
from products.fields.edits import Edit
from products.fields.kinds import Value
from products.fields.models import current_fields
from products.fields.registry import FIELDS, Fields
from products.fields.skus import fold
from products.merged_attributes import attributes_with
from products.models import Product, ProductQuerySet, changes, chunks, vocabulary
from products.models.changes import Action, Step
from products.models.product import ONE_PER_SKU, attributes_without
from products.models.size import number_of_products

_TEXTS = [field.key for field in FIELDS.changeable if field.kind.name in {"text", "long_text"}]


class SkuTaken(Exception):
    """Another product has this SKU, perhaps in another spelling."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"A product with the SKU {sku} already exists. Upper and lower case make no difference.")
        self.sku = sku


class ChangedMeanwhile(Exception):
    """Somebody, or an import, changed or deleted the product since it was read."""

    def __init__(self) -> None:
        super().__init__("This product was changed or deleted in the meantime. Reload it before you change it.")


class CatalogueBusy(Exception):
    """Somebody has been reading or writing the catalogue for too long for it to be emptied."""

    def __init__(self) -> None:
        super().__init__("The catalogue is in use, so it could not be emptied. Nothing was deleted; try again.")


@table_lock.tried_twice
def create(*, actor: Actor, **values: Value) -> Product:
    """Add a product: values by the keys of its fields, those that are needed at least.

    Raises InvalidValues and SkuTaken.
    """
    fields = current_fields()
    values = _clean({field.key: None for field in fields.own} | values, fields)
    own = {key: value for key, value in values.items() if key not in FIELDS}
    product = Product(
        **_with_key({key: value for key, value in values.items() if key in FIELDS}), attributes=attributes_with({}, own)
    )
    with _one_per_sku(product.sku):
        product.save(force_insert=True)
        product.refresh_from_db()
        _announce(Action.CREATED, [Step(product.id, {}, values_of(product, fields))], actor, fields)
    return product


@table_lock.tried_twice
def change(product: Product, *, actor: Actor, expected_version: int | None = None, **values: Value) -> bool:
    """Write the values that differ from those stored and raise the version by one. False if none differs.

    `expected_version`: the one the person saw; without it, any version will do.
    Raises ChangedMeanwhile if the product is gone or has another version, InvalidValues, and SkuTaken.
    """
    fields = current_fields()
    values = _clean(values, fields)
    with _one_per_sku(str(values.get("sku", product.sku))):
        stored = _locked_one(product, expected_version)
        different = {key: value for key, value in values.items() if fields[key].value_of(stored) != value}
        if different:
            _write(stored, different, actor, fields)
            pins.pin_edited(stored, different, fields, actor=actor)
        product.refresh_from_db()
    return bool(different)


@table_lock.tried_twice
def delete(product: Product, *, actor: Actor, expected_version: int | None = None) -> None:
    """Raises ChangedMeanwhile if the product is gone or is no longer the version that the person saw."""
    with transaction.atomic():
        stored = _locked_one(product, expected_version)
        events.announce_deleted([stored], actor)
        changes.record_deleted([stored.pk], actor, values=values_of(stored, current_fields()))
        stored.delete()


def change_selection(ids: Collection[UUID], edit: Edit, *, actor: Actor, job_id: UUID | None = None) -> int:
    """Edit these products, a few thousand at most. Returns how many that changed. `job_id`: of the job that records it.

    Raises InvalidEdit if the edit does not fit the fields, or one of the products cannot take it. Then none is changed.
    """
    with transaction.atomic():
        changed, left = change_where_possible(ids, edit, actor=actor, job_id=job_id)
        if left:
            raise left[0].error
    return changed


def change_where_possible(
    ids: Collection[UUID], edit: Edit, *, actor: Actor, job_id: UUID | None = None
) -> tuple[int, list[LeftAlone]]:
    """The same, but products that cannot take the edit stay as they are, and are returned as well.

    `job_id`: of the job that does it, by which its changes are found again.
    """
    with transaction.atomic(savepoint=False):
        fields = current_fields()
        edits.checked(edit, fields)
        found = edited.find(ids, edit, fields)
        chunks.write([step.product_id for step in found.steps], found.columns, as_new_version=True)
        _announce(Action.CHANGED, found.steps, actor, fields, job_id=job_id)
        changed = {step.product_id for step in found.steps}
        if edit.unpinned:
            stayed = [each.sku for each in found.left]
            products = Product.objects.filter(pk__in=ids).exclude(sku__in=stayed)
            changed |= pins.unpin(products, edit.unpinned, actor=actor, job_id=job_id)
    return len(changed), found.left


def clear_selection(ids: Collection[UUID], *, key: str, actor: Actor) -> int:
    """Take the value of an own field, archived or not, from these products, a few thousand at most.

    Returns how many had one.
    """
    with transaction.atomic():
        found = _locked(Product.objects.filter(pk__in=ids).holding(key))
        Product.objects.filter(pk__in=[product.pk for product in found]).update(
            attributes=attributes_without(key), version=F("version") + 1, updated_at=timezone.now()
        )
        steps = [Step(product.pk, {key: product.attributes[key]}, {key: None}) for product in found]
        _announce(Action.CHANGED, steps, actor, current_fields())
    return len(found)


def delete_selection(ids: Collection[UUID], *, actor: Actor, job_id: UUID | None = None) -> int:
    """Delete these products, a few thousand at most. Returns how many there were. `job_id`: of the job that does it."""
    with transaction.atomic():
        found = _locked(Product.objects.filter(pk__in=ids))
        events.announce_deleted(found, actor)
        gone = [product.pk for product in found]
        changes.record_deleted(gone, actor, job_id=job_id)
        Product.objects.filter(pk__in=gone).delete()
    return len(found)


def respell(products: ProductQuerySet) -> tuple[int, list[str]]:
    """Give the texts of these products, a thousand at most, the spelling in which every door stores them by now.

    To people they stay the same, so there is no new version, no history and no event. Returns how many products were
    written, and a sentence for each text that stays as it is because it could not be stored.
    """
    with transaction.atomic():
        odd = [row["pk"] for row in products.values("pk", *_TEXTS) if _spelt_anew(row)]
        rows = Product.objects.filter(pk__in=odd).select_for_update().in_sku_order().values("pk", "sku", *_TEXTS)
        written, left = [], list[str]()
        for row in rows:
            new = _spelt_anew(row)
            faults = {key: fault for key, text in new.items() if (fault := FIELDS[key].fault(text))}
            left += [f"The {FIELDS[key].noun} of {row['sku']} stays as it is: {faults[key]}" for key in faults]
            if new.keys() - faults.keys():
                written.append(row | {key: text for key, text in new.items() if key not in faults})
        _write_texts(written)
    return len(written), left


def delete_all(*, actor: Actor, check: Callable[[int], None] = lambda number: None) -> int:
    """Empty the catalogue, which is instant at any size; the history stays. Returns how many products there were.

    `check` is given their number when nobody can change it any more, and raises if they are to stay. Raises
    CatalogueBusy.
    """
    with transaction.atomic():
        if not table_lock.briefly(_lock_all):
            raise CatalogueBusy
        number = number_of_products()
        check(number)
        events.announce_emptied(number, actor)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {Product._meta.db_table}")
    return number


def _lock_all() -> None:
    """Nobody else reads or writes products until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Product._meta.db_table} IN ACCESS EXCLUSIVE MODE")


def values_of(product: Product, fields: Fields) -> dict[str, Value]:
    """The product's values, by the keys of the fields; an own field without a value is left out."""
    values = {field.key: field.value_of(product) for field in fields}
    return {key: value for key, value in values.items() if key in FIELDS or value is not None}


def _announce(
    action: Action, steps: Iterable[Step], actor: Actor, fields: Fields, *, job_id: UUID | None = None
) -> None:
    """Record a change and tell webhooks, inside its transaction. Only deletions do not come through this."""
    steps = list(steps)
    changes.record(action, steps, actor, job_id=job_id)
    if action == Action.CREATED:
        events.announce_created({step.product_id: [*step.after] for step in steps}, actor, fields)
    elif action == Action.CHANGED:
        events.announce_changed({step.product_id: [*step.after] for step in steps}, actor, fields)
    searched = {field.key: field.kind for field in fields.searched}
    told = ((searched[key], step.after[key]) for step in steps for key in searched.keys() & step.after.keys())
    vocabulary.remember(text for kind, value in told for text in kind.searched_texts(value))


def _clean(values: Mapping[str, Value], fields: Fields) -> dict[str, Value]:
    """The values as they are stored. Raises InvalidValues for what is no field, or not any more."""
    if unknown := [key for key in values if key not in fields]:
        raise typed.InvalidValues({key: [typed.no_such_field(key)] for key in unknown})
    return {key: fields[key].clean(value) for key, value in values.items()}


def _with_key(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values of columns, and the key of the SKU."""
    return {**values, "sku_key": fold(str(values["sku"]))} if "sku" in values else {**values}


def _write(stored: Product, values: Mapping[str, Value], actor: Actor, fields: Fields) -> None:
    before = {key: fields[key].value_of(stored) for key in values}
    columns: dict[str, object] = {**_with_key({key: value for key, value in values.items() if key in FIELDS})}
    if own := {key: value for key, value in values.items() if key not in FIELDS}:
        columns["attributes"] = attributes_with(stored.attributes, own)
    Product.objects.filter(pk=stored.pk).update(**columns, version=stored.version + 1, updated_at=timezone.now())
    _announce(Action.CHANGED, [Step(stored.pk, before, values)], actor, fields)


def _spelt_anew(row: Mapping[str, Any]) -> dict[str, str]:
    """The texts, by their keys, that a door would store in another spelling than they have."""
    texts = {key: str(FIELDS[key].kind.clean(row[key])) for key in _TEXTS}
    return {key: text for key, text in texts.items() if text != row[key]}


def _write_texts(rows: Sequence[Mapping[str, Any]]) -> None:
    vocabulary.remember(row[field.key] for row in rows for field in FIELDS.searched)
    texts = {key: [row[key] for row in rows] for key in _TEXTS}
    chunks.write([row["pk"] for row in rows], texts, as_new_version=False)


def _locked_one(product: Product, expected_version: int | None) -> Product:
    seen = {} if expected_version is None else {"version": expected_version}
    stored = Product.objects.select_for_update().filter(pk=product.pk, **seen).first()
    if stored is None:
        raise ChangedMeanwhile
    return stored


def _locked(products: ProductQuerySet) -> list[Product]:
    """In the order of their keys, as imports lock them: transactions that want the same products wait, not deadlock."""
    return list(products.defer("description").select_for_update().in_sku_order())


@contextmanager
def _one_per_sku(sku: str) -> Iterator[None]:
    """A transaction or savepoint that turns a violation of the constraint into SkuTaken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if ONE_PER_SKU in str(error):
            raise SkuTaken(sku) from error
        raise
