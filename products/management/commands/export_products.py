"""`manage.py export_products [FILE]`: the catalogue, or what matches the filters, as a CSV file."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from product_importer.launch.commands import DataCommand
from products.export import NoSuchFields, chosen, export
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.management.output import STANDARD_OUTPUT, opened
from products.search.filters import PARAMETERS
from products.search.forms import FilterForm
from products.search.query import ProductFilter


class Command(DataCommand):
    help = "Writes products as CSV, by SKU; importing the file again changes nothing. `-` writes to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=STANDARD_OUTPUT, metavar="FILE")
        for parameter in PARAMETERS:
            option = parameter.outside.replace("_", "-")
            parser.add_argument(f"--{option}", dest=parameter.name, help=parameter.help)
        parser.add_argument("--fields", default="", metavar="KEY,KEY", help="only these columns, beside the SKU")
        parser.add_argument(
            "--json", action="store_true", help="print the file's name and size as JSON, to standard error for `-`"
        )

    def handle(self, *args: object, **options: Any) -> None:
        wanted = _filter(options)
        name = options["file"]
        size = _write(name, wanted, _columns(options["fields"]))
        out = self.stderr if name == STANDARD_OUTPUT else self.stdout
        if options["json"]:
            out.write(json.dumps({"file": name, "bytes": size}), style_func=str)
        elif name != STANDARD_OUTPUT:
            out.write(f"Wrote {size / 1_000_000:,.1f} MB to {name}.")


def _filter(options: Mapping[str, str | None]) -> ProductFilter:
    given = {each.outside: options[each.name] for each in PARAMETERS if options[each.name]}
    form = FilterForm(given)
    if not form.is_valid():
        faults = form.errors.get_json_data()
        raise CommandError(" ".join(f"{name}: {fault['message']}" for name in faults for fault in faults[name]))
    return form.filter


def _columns(names: str) -> Fields:
    try:
        return chosen(names, current_fields())
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
