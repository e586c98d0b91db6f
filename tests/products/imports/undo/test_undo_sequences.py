"""Imports, people and undos in any order come to what the model says."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from products import catalogue as door
from products.imports.review import deciding
from products.imports.undo import conflicts
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.undo.conftest import carry_on, plan_undo
from tests.products.imports.undo.test_undoing import SOMEBODY, product
from tests.products.imports.undo.undo_model import Model, Values

SKUS = "ABCDEF"
STEPS = 14


def some_values(random: Random) -> Values:
    """So few that they often come back by chance."""
    return {
        "name": random.choice(["Mug", "Cup"]),
        "description": random.choice(["", "Nice"]),
        "price": Decimal(random.choice(["1.00", "2.00", "3.00"])),
        "active": random.choice([True, True, False]),
    }


def load(random: Random, model: Model, import_file: Import) -> ImportJob:
    rows = {sku: some_values(random) | {"description": "Text"} for sku in random.sample(SKUS, 4)}
    lines = [",".join(map(str, [sku, *values.values()])) for sku, values in rows.items()]
    job = import_file("\n".join(["sku,name,description,price,active", *lines]) + "\n")
    assert job.status == "completed"
    model.load(job.id, rows)
    return job


def edit(random: Random, model: Model) -> None:
    sku = random.choice(SKUS)
    values, pk = some_values(random), model.find(sku)
    if pk is None:
        door.create(actor=SOMEBODY, sku=sku, **values)
        model.create(sku, values)
    elif random.random() < 0.2:
        door.delete(product(sku), actor=SOMEBODY)
        model.delete(pk)
    else:
        changed = {key: values[key] for key in random.sample([*values], 2)}
        door.change(product(sku), actor=SOMEBODY, **changed)
        model.change(pk, changed)


def take_back(random: Random, model: Model, jobs: list[ImportJob]) -> Any:
    job = random.choice(jobs)
    ours, deactivate = random.random() < 0.3, random.random() < 0.2
    if not job.changed:
        return None
    undo = plan_undo(job, deactivate=deactivate)
    if undo.status == "awaiting_review":
        if ours:
            conflicts.resolve(undo, skus=None, take="ours")
        deciding.apply(undo, by=None)
        carry_on(undo)
    assert counts(undo) == model.undo(job.id, undo.id, ours=ours, deactivate=deactivate)
    assert undo.total_rows == undo.processed_rows
    return undo


@pytest.mark.parametrize("seed", range(16))
def test_any_sequence_comes_to_what_the_model_says(import_file: Import, seed: int) -> None:
    random, model, jobs = Random(seed), Model(), list[ImportJob]()
    for _ in range(STEPS):
        what = random.random()
        if what < 0.3 or not jobs:
            jobs.append(load(random, model, import_file))
        elif what < 0.6:
            edit(random, model)
        elif undo := take_back(random, model, jobs):
            jobs.append(undo)
        assert catalogue() == model.catalogue()
