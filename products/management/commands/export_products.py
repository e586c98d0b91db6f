"""`manage.py export_products [FILE]`: the catalogue, or what matches the filters, as a CSV file."""

import json
import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO

from django.core.management.base import CommandError
from tqdm import tqdm

from product_importer.launch.commands import DataCommand
from products.export import export
from products.forms import FilterForm
from products.search.filters import PARAMETERS
from products.search.query import ProductFilter


class Command(DataCommand):
    help = "Writes products as CSV, by SKU; an import of the file changes nothing. `-`: to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE")
        for parameter in PARAMETERS:
            option = parameter.outside.replace("_", "-")
            parser.add_argument(f"--{option}", dest=parameter.name, help=parameter.help)
        parser.add_argument(
            "--json", action="store_true", help="print what was written as JSON, to standard error for `-`"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _filter(options)
        name = options["file"]
        try:
            size = _write(name, wanted)
        except OSError as error:
            raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
        out = self.stderr if name == "-" else self.stdout
        if options["json"]:
            out.write(json.dumps({"file": name, "bytes": size}), style_func=str)
        elif name != "-":
            out.write(f"Wrote {size / 1_000_000:,.1f} MB to {name}.")


def _filter(options: dict[str, Any]) -> ProductFilter:
    given = {each.outside: options[each.name] for each in PARAMETERS if options[each.name]}
    form = FilterForm(given)
    if not form.is_valid():
        faults = form.errors.get_json_data()
        raise CommandError(" ".join(f"{name}: {fault['message']}" for name in faults for fault in faults[name]))
    return form.filter


def _write(name: str, wanted: ProductFilter) -> int:
    """How many bytes were written."""
    size = 0
    with _opened(name) as output, tqdm(unit="B", unit_scale=True, disable=None) as bar:
        for block in export(wanted):
            output.write(block)
            bar.update(len(block))
            size += len(block)
    return size


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if name == "-" else open(name, "wb")
