"""`manage.py generate_products N FILE`: a CSV file of made-up products, clean or with every kind of mistake."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from product_importer.lib.humanize import counted
from products.fields.field import Field
from products.fields.models import OwnField, current_fields
from products.fields.ready_made import READY_MADE
from products.management.output import STANDARD_OUTPUT, opened
from products.samples.files import Account, write_products


class Command(BaseCommand):
    """Writes the file and then what an import of it into an empty catalogue will come to."""

    help = "Writes a CSV file of N made-up products, always the same for the same seed. `-` writes to standard output."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", metavar="N", type=_count, help="how many records, without the header")
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--seed", metavar="S", type=int, default=1, help="a different seed gives different products"
        )
        parser.add_argument("--messy", action="store_true", help="include every kind of row error and duplicate")
        parser.add_argument(
            "--change",
            metavar="PERCENT",
            type=_percent,
            default=0,
            help="the same products, but with a different price for this percentage of them, half of those renamed too",
        )
        parser.add_argument(
            "--fields",
            nargs="?",
            const="",
            metavar="KEY,KEY",
            help="with values for these own fields; without their keys, for all that the catalogue has",
        )
        parser.add_argument("--json", action="store_true", help="print the expected counts as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        name = options["file"]
        own = _own_fields(options["fields"])
        if own and options["messy"]:
            raise CommandError("--messy knows nothing of own fields: leave out --messy or --fields.")
        account = _write(name, options, own)
        out = self.stderr if name == STANDARD_OUTPUT else self.stdout
        out.write(_as_json(account) if options["json"] else _as_text(account, name), style_func=str)


def _own_fields(keys: str | None) -> tuple[Field, ...]:
    """Those of the catalogue that were asked for, and ready-made ones that it does not have yet."""
    if keys is None:
        return ()
    own = {field.key: field for field in current_fields().own}
    if not keys:
        return tuple(own.values())
    ready = (OwnField(key=each.key, label=each.label, kind=each.kind, settings=each.settings) for each in READY_MADE)
    known = {each.key: each.field for each in ready} | own
    wanted = [key.strip() for key in keys.split(",") if key.strip()]
    if unknown := [key for key in wanted if key not in known]:
        raise CommandError(f"There is no own field {', '.join(unknown)}. There are: {', '.join(known)}.")
    return tuple(known[key] for key in wanted)


def _write(name: str, options: dict[str, Any], own: Sequence[Field]) -> Account:
    with opened(name) as output, tqdm(total=options["count"], unit=" rows", disable=None) as bar:
        return write_products(
            output,
            options["count"],
            seed=options["seed"],
            changed_percent=options["change"],
            messy=options["messy"],
            own=own,
            on_written=bar.update,
        )


def _as_json(account: Account) -> str:
    return json.dumps(asdict(account))


def _as_text(account: Account, name: str) -> str:
    where = "standard output" if name == STANDARD_OUTPUT else name
    lines = [f"Wrote {counted(account.total_rows, 'record')} ({account.bytes / 1_000_000:,.1f} MB) to {where}."]
    if account.created < account.total_rows:
        lines += [
            "Importing it into an empty catalogue will give:",
            *(
                f"  {word:<32}{getattr(account, word):>12,}"
                for word in ("created", "superseded", "skipped", "rejected")
            ),
            *(f"    {code:<30}{count:>12,}" for code, count in account.rejected_by_code.items()),
        ]
    return "\n".join(lines)


def _count(text: str) -> int:
    digits = text.replace(",", "").replace("_", "")
    if not digits.isdecimal() or int(digits) > 100_000_000:
        raise ArgumentTypeError("a number from 0 to 100,000,000")
    return int(digits)


def _percent(text: str) -> float:
    try:
        percent = float(text)
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        raise ArgumentTypeError("a number from 0 to 100")
    return percent
