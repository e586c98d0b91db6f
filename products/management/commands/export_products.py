"""`manage.py export_products [FILE]`: the catalogue, or what matches the filters, as a CSV file."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError
from django.utils.datastructures import MultiValueDict
from tqdm import tqdm

from product_importer.launch.commands import DataCommand
from products.export import NoSuchFields, chosen, export
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.management.output import STANDARD_OUTPUT, opened
from products.search.filters import PARAMETERS
from products.search.forms import FilterForm
from products.search.own_filters import PREFIX, InvalidFilters
from products.search.query import ProductFilter
from products.search.snapshot import current_filters


class Command(DataCommand):
    help = "Writes products as CSV, by SKU; importing the file again changes nothing. `-` writes to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=STANDARD_OUTPUT, metavar="FILE")
        for parameter in PARAMETERS:
            option = parameter.outside.replace("_", "-")
            parser.add_argument(f"--{option}", dest=parameter.name, help=parameter.help)
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="f.KEY=VALUE",
            help="only products with this value in an own field, or one of several if it is given again; "
            "f.KEY_min= and f.KEY_max= for a range, f.KEY= for those without a value",
        )
        parser.add_argument("--fields", default="", metavar="KEY,KEY", help="only these columns, beside the SKU")
        parser.add_argument(
            "--json", action="store_true", help="print the file's name and size as JSON, to standard error for `-`"
        )

    def handle(self, *args: object, **options: Any) -> None:
        fields = current_fields()
        wanted = _filter(options, fields)
        name = options["file"]
        size = _write(name, wanted, _columns(options["fields"], fields))
        out = self.stderr if name == STANDARD_OUTPUT else self.stdout
        if options["json"]:
            out.write(json.dumps({"file": name, "bytes": size}), style_func=str)
        elif name != STANDARD_OUTPUT:
            out.write(f"Wrote {size / 1_000_000:,.1f} MB to {name}.")


def _filter(options: Mapping[str, Any], fields: Fields) -> ProductFilter:
    given = {each.outside: [options[each.name]] for each in PARAMETERS if options[each.name]}
    own, filters = _own(options["filter"]), current_filters(fields)
    try:
        filters.read(own)  # a form takes an empty limit for none; here somebody wrote it
    except InvalidFilters as error:
        raise CommandError(_said(error.fields)) from error
    form = FilterForm(MultiValueDict(given | own), filters)
    if not form.is_valid():
        faults = form.errors.get_json_data()
        raise CommandError(_said({name: [fault["message"] for fault in faults[name]] for name in faults}))
    return form.filter


def _said(faults: Mapping[str, Sequence[str]]) -> str:
    return " ".join(f"{name}: {sentence}" for name, sentences in faults.items() for sentence in sentences)


def _own(texts: Sequence[str]) -> dict[str, list[str]]:
    """`f.brand=Acme` of each → the values of each name."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.startswith(PREFIX):
            raise CommandError(f"filter: “{text[:60]}” is not like {PREFIX}brand=Acme, with the key of an own field.")
        found.setdefault(name, []).append(value)
    return found


def _columns(names: str, fields: Fields) -> Fields:
    try:
        return chosen(names, fields)
    except NoSuchFields as error:
        raise CommandError(f"fields: {error}") from error


def _write(name: str, wanted: ProductFilter, fields: Fields) -> int:
    """How many bytes were written."""
    size = 0
    with opened(name) as output, tqdm(unit="B", unit_scale=True, disable=None) as bar:
        for block in export(wanted, fields):
            output.write(block)
            bar.update(len(block))
            size += len(block)
    return size
