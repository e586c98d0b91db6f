"""Takes the made-up field from a file through the whole product and prints what was found on the way, as JSON.

A program of its own, on a database of its own: in the tests' process the catalogue has the usual fields.
"""

import json
import os
import re
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.made_up_field.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - all of these need the settings
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from product_importer.lib.actor import Actor  # noqa: E402
from products import catalogue  # noqa: E402
from products.export import export  # noqa: E402
from products.imports import receiving, running  # noqa: E402
from products.jobs.models import ImportJob  # noqa: E402
from products.models import Product  # noqa: E402
from products.models.history import past_of  # noqa: E402
from products.search.query import EVERYTHING  # noqa: E402
from webhooks.models import Event, Webhook  # noqa: E402

FIRST = "sku,name,price,Marke\nA-1,Mug,12.90,Acme\nB-2,Cup,9.50,\n"
SECOND = "sku,brand\nA-1,  Bolt \nB-2,\n"
TOO_LONG = f"sku,brand\nA-1,{'x' * 41}\n"
BLANK = "sku,brand\nA-1,\n"
API = "/products/api/products/"


def main() -> None:
    call_command("migrate", verbosity=0)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("ana"))
    Webhook.objects.create(url="https://example.com/", event_types=["product.created", "product.updated"])
    found: dict[str, Any] = {"first": import_file(FIRST), "told_new": told()["A-1"]["brand"]}
    found |= {"planned": import_file(SECOND, dry_run=True), "second": import_file(SECOND)}
    mug = Product.objects.get(sku="A-1")
    found |= {
        "told": {name: told()["A-1"][name] for name in ("brand", "changed")},
        "history": [change.values.get("brand") for change in past_of(mug).changes],
        "page": facts_on(client, mug),
        "form": re.search(r'<input[^>]*name="brand"[^>]*>', text_of(client, f"/products/{mug.pk}/edit/")) is not None,
        "admin": 'name="brand"' in text_of(client, f"/admin/products/product/{mug.pk}/change/"),
        "api": client.get(f"{API}{mug.pk}/").json()["brand"],
        "described": "brand"
        in client.get("/api/openapi.json").json()["components"]["schemas"]["ProductIn"]["properties"],
        "filtered": [row["sku"] for row in client.get(API, {"brand": "Bolt"}).json()["results"]],
        "list": "Brand “Bolt”" in text_of(client, "/products/?brand=Bolt"),
    }
    found |= {"exported": exported(), "again": import_file(exported())}
    found |= {"rejected": reasons(TOO_LONG), "cleared": import_file(BLANK, on_blank="clear")}
    found["after_clearing"] = Product.objects.get(sku="A-1").brand  # type: ignore[attr-defined]  # made up
    found |= {"patched": patched(client, mug, "Corvo"), "refused": patched(client, mug, "x" * 41)}
    catalogue.change(mug, actor=Actor("command"), brand="Dot")
    found["by_hand"] = past_of(mug).changes[0].values
    print(json.dumps(found))


def import_file(content: str, *, dry_run: bool = False, **options: str) -> dict[str, int]:
    """What became of its records, by outcome."""
    job = receiving.keep(
        ContentFile(content.encode()), file_name="made-up.csv", user=None, options=options, dry_run=dry_run
    )
    running.run(job.pk)
    job.refresh_from_db()
    assert job.status == "completed", job.error_message
    return {outcome: count for outcome, count in job.counts.items() if count}


def reasons(content: str) -> list[list[str]]:
    """The code and the sentence of each reason for which a row of the file was refused."""
    import_file(content)
    (row,) = ImportJob.objects.newest_first()[0].rejected_rows.all()
    return [[reason["code"], reason["message"]] for reason in row.errors]


def told() -> dict[str, dict[str, Any]]:
    """The products of the newest event, by SKU."""
    event = json.loads(Event.objects.order_by("-id")[0].body)
    return {product["sku"]: product for product in event["data"]["products"]}


def facts_on(client: Client, product: Product) -> dict[str, str]:
    """What the product's page says of it: label → value."""
    page = text_of(client, f"/products/{product.pk}/")
    pairs = re.findall(
        r"<dt>(.*?)</dt>\s*<dd[^>]*>\s*<span>(.*?)</span>", page.split("facts-title")[-1].split("</dl>")[0], re.DOTALL
    )
    return {label: value.strip() for label, value in pairs if label == "Brand"}


def schema_of(client: Client, name: str) -> dict[str, Any]:
    """A schema of the API's description."""
    schema: dict[str, Any] = client.get("/api/openapi.json").json()["components"]["schemas"][name]
    return schema


def patched(client: Client, product: Product, brand: str) -> Any:
    """What the API answers to a change of the brand."""
    answer = client.patch(f"{API}{product.pk}/", {"brand": brand}, content_type="application/json").json()
    return answer["error"]["fields"] if "error" in answer else answer["brand"]


def exported() -> str:
    return b"".join(export(EVERYTHING)).decode()


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return response.content.decode()


if __name__ == "__main__":
    main()
