"""Who may do what: each group of staff, at each address, by each method that changes something."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from product_importer.lib.errors import API_PREFIXES
from products.jobs.models import ImportJob
from tests.confirmed import just_confirmed
from tests.project.routes import UNKNOWN_ID, every_path

pytestmark = pytest.mark.django_db

ROLES = ["", "viewer", "importer", "manager", "superuser"]
"""In the order of what they may do; the first is staff without a group, who may look at all pages."""

METHODS = ["post", "put", "patch", "delete"]
PRODUCT = {"sku": "A-1", "name": "Kettle"}
HOOK = {"url": "https://shop.example.com/", "event_types": ["product.created"]}
FIELD = {"key": "x", "label": "X", "kind": "text"}
SOURCE = {"name": "Acme", "recipe": {"sku": "Code"}}
FETCH = {"kind": "https", "address": "https://shop.example.com/prices.csv"}
FILE = "a file"

PRODUCTS_API, IMPORTS_API, HOOKS_API = "/products/api/products/", "/products/api/imports/", "/webhooks/api/webhooks/"
SOURCES_API = "/products/api/sources/"
FIELDS_API, ONE_FIELD = "/products/api/fields/", "/products/fields/x/"
ONE_PRODUCT, ONE_JOB, ONE_HOOK = (
    f"/products/{UNKNOWN_ID}/",
    f"/products/imports/{UNKNOWN_ID}/",
    f"/webhooks/{UNKNOWN_ID}/",
)
ONE_IN_LOG = f"deliveries/{UNKNOWN_ID}/resend/"

OWN_FORMS = ("login/", "password/")
"""Django's views, which take PUT as well."""

OF_MANAGERS = {
    "/accounts/audit.csv",
    "/accounts/audit/",
    "/accounts/people/",
    "/accounts/people/1/",
    "/accounts/people/1/deactivate/",
}
"""Pages that others do not see, beside the forms."""

# For each change: who may do it at least, and what to send so that nothing else is wrong with it.
CHANGES: dict[tuple[str, str], tuple[str, Any]] = {
    ("post", "/products/api/upload/"): ("importer", FILE),
    ("post", "/products/api/upload/direct/"): ("importer", {"file_name": "a.csv", "size": 9}),
    ("post", f"/products/api/upload/direct/{UNKNOWN_ID}/complete/"): ("importer", None),
    ("delete", f"/products/api/upload/direct/{UNKNOWN_ID}/"): ("importer", None),
    ("post", "/products/imports/"): ("importer", FILE),
    ("post", f"{ONE_JOB}cancel/"): ("importer", None),
    ("post", f"{ONE_JOB}again/"): ("importer", None),
    ("post", f"{ONE_JOB}apply/"): ("importer", None),
    ("post", f"{ONE_JOB}resume/"): ("importer", None),
    ("post", f"{ONE_JOB}review/"): ("importer", {"do": "apply"}),
    ("post", f"{ONE_JOB}undo/"): ("importer", None),
    ("post", f"{ONE_JOB}undo/conflicts/"): ("importer", {"take": "ours"}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/cancel/"): ("importer", None),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/again/"): ("importer", None),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/apply/"): ("importer", None),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/resume/"): ("importer", None),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/discard/"): ("importer", None),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/conflicts/resolve/"): ("importer", {"all": True, "take": "ours"}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/leave-out/"): ("importer", {"skus": ["A"]}),
    ("delete", f"{IMPORTS_API}{UNKNOWN_ID}/leave-out/"): ("importer", {"skus": ["A"]}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/missing/"): ("importer", {"keep": True}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/same-product/"): ("importer", {"skus": ["A"]}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/undo/"): ("importer", None),
    ("patch", f"{IMPORTS_API}{UNKNOWN_ID}/rejected/1/"): ("importer", {"cells": {"price": "1"}}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/rejected/mend/"): ("importer", {"code": "x", "action": "inactive"}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/rejected/retry/"): ("importer", {}),
    ("post", f"{ONE_JOB}rejected/"): ("importer", {"do": "retry"}),
    ("post", f"{ONE_JOB}mapping/"): ("importer", {"revision": "1"}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/mapping/"): ("importer", {"accept": True}),
    ("post", f"{IMPORTS_API}{UNKNOWN_ID}/mapping/preview/"): ("importer", {"recipe": {"sku": "Code"}}),
    ("post", "/products/columns/"): ("", {"shown": "name"}),
    ("post", "/products/new/"): ("importer", PRODUCT),
    ("post", f"{ONE_PRODUCT}edit/"): ("importer", PRODUCT),
    ("post", f"{ONE_PRODUCT}pins/"): ("importer", {"pinned": ["name"]}),
    ("post", f"{ONE_PRODUCT}toggle/"): ("importer", None),
    ("post", f"{ONE_PRODUCT}delete/"): ("manager", None),
    ("post", PRODUCTS_API): ("importer", PRODUCT),
    ("post", f"{PRODUCTS_API}create/"): ("importer", PRODUCT | {"sku": "A-2"}),
    ("put", f"{PRODUCTS_API}{UNKNOWN_ID}/"): ("importer", PRODUCT),
    ("patch", f"{PRODUCTS_API}{UNKNOWN_ID}/"): ("importer", PRODUCT),
    ("delete", f"{PRODUCTS_API}{UNKNOWN_ID}/"): ("manager", None),
    ("delete", f"{PRODUCTS_API}{UNKNOWN_ID}/delete/"): ("manager", None),
    ("post", f"{PRODUCTS_API}bulk-update/"): ("importer", {"ids": [str(UNKNOWN_ID)], "set": {"active": True}}),
    ("post", f"{PRODUCTS_API}bulk-delete/"): ("manager", {"ids": [str(UNKNOWN_ID)]}),
    ("delete", f"{PRODUCTS_API}bulk-delete/"): ("manager", {"ids": [str(UNKNOWN_ID)]}),
    ("post", "/products/imports/selection/"): ("importer", {"id": str(UNKNOWN_ID), "action": "activate"}),
    ("post", "/products/imports/delete-all/"): ("manager", {"confirm": "1"}),
    ("post", FIELDS_API): ("manager", FIELD),
    ("patch", f"{FIELDS_API}x/"): ("manager", {}),
    ("delete", f"{FIELDS_API}x/"): ("manager", {"confirm": "0"}),
    ("post", SOURCES_API): ("importer", SOURCE),
    ("patch", f"{SOURCES_API}{UNKNOWN_ID}/"): ("manager", {}),
    ("delete", f"{SOURCES_API}{UNKNOWN_ID}/"): ("manager", None),
    ("put", f"{SOURCES_API}{UNKNOWN_ID}/fetch/"): ("manager", FETCH),
    ("patch", f"{SOURCES_API}{UNKNOWN_ID}/fetch/"): ("manager", {}),
    ("delete", f"{SOURCES_API}{UNKNOWN_ID}/fetch/"): ("manager", None),
    ("post", f"{SOURCES_API}{UNKNOWN_ID}/run/"): ("manager", None),
    ("post", "/products/sources/new/"): ("manager", {"name": "Acme"}),
    ("post", f"/products/sources/{UNKNOWN_ID}/fetch/edit/"): ("manager", FETCH),
    **{
        ("post", f"/products/sources/{UNKNOWN_ID}/fetch/{verb}/"): ("manager", None)
        for verb in ("run", "pause", "resume", "forget-host-key", "remove")
    },
    ("post", f"/products/sources/{UNKNOWN_ID}/edit/"): ("manager", {"name": "Acme"}),
    ("post", f"/products/sources/{UNKNOWN_ID}/delete/"): ("manager", None),
    ("post", "/products/fields/new/"): ("manager", FIELD),
    ("post", "/products/fields/order/"): ("manager", None),
    ("post", "/products/fields/ready-made/"): ("manager", None),
    ("post", f"{ONE_FIELD}edit/"): ("manager", FIELD),
    ("post", f"{ONE_FIELD}archive/"): ("manager", None),
    ("post", f"{ONE_FIELD}restore/"): ("manager", None),
    ("post", f"{ONE_FIELD}erase/"): ("manager", {"confirm": "0"}),
    ("post", "/products/edit-many/"): ("importer", {"id": str(UNKNOWN_ID)}),
    ("post", "/webhooks/new/"): ("manager", HOOK),
    ("post", "/webhooks/test/"): ("manager", {"url": "ftp://shop.example.com/"}),
    ("post", f"{ONE_HOOK}edit/"): ("manager", HOOK),
    ("post", f"{ONE_HOOK}delete/"): ("manager", None),
    ("post", f"{ONE_HOOK}enable/"): ("manager", None),
    ("post", f"{ONE_HOOK}disable/"): ("manager", None),
    ("post", f"{ONE_HOOK}pause/"): ("manager", None),
    ("post", f"{ONE_HOOK}resume/"): ("manager", None),
    ("post", f"{ONE_HOOK}test/"): ("manager", None),
    ("post", f"{ONE_HOOK}secret/"): ("manager", {"password": "wrong"}),
    ("post", f"{ONE_HOOK}secret/rotate/"): ("manager", None),
    ("post", f"{ONE_HOOK}resend/"): ("manager", None),
    ("post", f"{ONE_HOOK}{ONE_IN_LOG}"): ("manager", None),
    ("post", HOOKS_API): ("manager", HOOK),
    ("post", f"{HOOKS_API}create/"): ("manager", HOOK | {"url": "https://other.example.com/"}),
    ("post", f"{HOOKS_API}test/"): ("manager", {"url": "ftp://shop.example.com/"}),
    ("put", f"{HOOKS_API}{UNKNOWN_ID}/"): ("manager", HOOK),
    ("patch", f"{HOOKS_API}{UNKNOWN_ID}/"): ("manager", HOOK),
    ("delete", f"{HOOKS_API}{UNKNOWN_ID}/"): ("manager", None),
    ("delete", f"{HOOKS_API}{UNKNOWN_ID}/delete/"): ("manager", None),
    ("post", f"{HOOKS_API}{UNKNOWN_ID}/test/"): ("manager", None),
    ("post", f"{HOOKS_API}{UNKNOWN_ID}/rotate-secret/"): ("manager", None),
    ("post", f"{HOOKS_API}{UNKNOWN_ID}/{ONE_IN_LOG}"): ("manager", None),
    ("post", "/accounts/people/new/"): ("manager", {"username": "ben", "role": "viewer"}),
    ("post", "/accounts/people/1/"): ("manager", {"role": "viewer"}),
    ("post", "/accounts/people/1/activate/"): ("manager", None),
    ("post", "/accounts/people/1/deactivate/"): ("manager", None),
    ("post", "/accounts/people/1/link/"): ("manager", None),
    # What people do with their own account.
    **{(method, f"/accounts/{path}"): ("", None) for path in OWN_FORMS for method in ("post", "put")},
    ("post", "/accounts/login/code/"): ("", None),
    ("post", "/accounts/choose-password/x/x/"): ("", None),
    ("post", "/accounts/confirm/"): ("", None),
    ("post", "/accounts/forgotten/"): ("", None),
    ("post", "/accounts/second-factor/"): ("", None),
    ("post", "/accounts/second-factor/codes/"): ("", None),
    ("post", "/accounts/second-factor/off/"): ("", None),
    ("post", "/accounts/tokens/"): ("", None),
    ("post", f"/accounts/tokens/{UNKNOWN_ID}/revoke/"): ("", None),
    ("post", "/accounts/tokens/revoke-all/"): ("", None),
    ("post", "/accounts/notices/"): ("", {"own_in_browser": ["failed"]}),
    ("post", "/accounts/notices/test/"): ("", None),
    ("post", "/notices/read/"): ("", None),
    ("post", f"/notices/{UNKNOWN_ID}/open/"): ("", None),
    ("post", f"/notices/stop-mails/{UNKNOWN_ID}/"): ("", None),
    ("post", "/api/notices/read/"): ("", {}),
    ("delete", "/api/tokens/"): ("", None),
    ("post", "/api/tokens/"): ("", {"name": "shop"}),
    ("delete", f"/api/tokens/{UNKNOWN_ID}/"): ("", None),
}


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def somebody(role: str) -> Client:
    names = {"id": 1_000 + ROLES.index(role), "username": f"the {role}"}  # none is the person whose number is 1
    user = User.objects.create(**names, is_staff=True, is_superuser=role == "superuser")
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return just_confirmed(client)


def send(client: Client, method: str, path: str, body: Any) -> int:
    if body == FILE:
        body = {"file": SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")}
    elif path.startswith(API_PREFIXES) and body is not None:
        return int(getattr(client, method)(path, body, content_type="application/json").status_code)
    return int(getattr(client, method)(path, body).status_code)


def test_table_of_changes_has_all_that_the_product_can_do() -> None:
    client = somebody("superuser")
    elsewhere = ("/admin/", "/accounts/logout/", "/api/docs", "/api/openapi.json")
    ours = [path for path in every_path() if not path.startswith(elsewhere)]

    possible = {(method, path) for path in ours for method in METHODS if send(client, method, path, None) != 405}

    assert possible == CHANGES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_role_may_do_what_the_table_says_and_no_more(role: str) -> None:
    client = somebody(role)

    refused = {change for change, (_, body) in CHANGES.items() if send(client, *change, body) == 403}

    assert refused == {change for change, (least, _) in CHANGES.items() if ROLES.index(role) < ROLES.index(least)}


@pytest.mark.parametrize("verb", ["cancel", "resume"])
@pytest.mark.parametrize(
    ("kind", "refused"),
    [("import", set()), ("update", set()), ("delete", {"importer"}), ("erase", {"importer"}), ("undo", set())],
)
def test_job_is_stopped_and_started_by_who_could_have_asked_for_it(verb: str, kind: str, refused: set[str]) -> None:
    ended = {"status": "failed", "finished_at": timezone.now(), "error_code": "internal_error", "error_message": "Oh."}

    def send_both(role: str) -> set[int]:
        job = ImportJob.objects.create(kind=kind, **(ended if verb == "resume" else {}))
        client = somebody(role)
        page = client.post(f"/products/imports/{job.id}/{verb}/")
        return {page.status_code, client.post(f"{IMPORTS_API}{job.id}/{verb}/").status_code}

    answers = {role: send_both(role) for role in ("importer", "manager")}

    assert {role for role, statuses in answers.items() if statuses == {403}} == refused
    assert {role for role, statuses in answers.items() if 403 in statuses} == refused


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_open_to_all_staff_unless_it_is_the_form_of_a_change(role: str) -> None:
    client = somebody(role)
    paths = [path for path in every_path() if not path.startswith("/admin/")]

    refused = {path for path in paths if client.get(path).status_code == 403}

    forms = {
        path: CHANGES["post", path][0]
        for path in paths
        if path.endswith(("/new/", "/edit/", "/delete/", "/erase/", "-all/", "-many/"))
        and ("post", path) in CHANGES
        and not path.startswith(API_PREFIXES)
    }
    forms |= dict.fromkeys(OF_MANAGERS, "manager")
    assert refused == {path for path, least in forms.items() if ROLES.index(role) < ROLES.index(least)}


@pytest.mark.parametrize(
    ("role", "lists", "forms"),
    [
        ("", set(), set()),
        ("viewer", {"product", "ownfield", "importjob", "source", "webhook"}, set()),
        ("importer", {"product", "ownfield", "importjob", "source", "webhook"}, {"product"}),
        ("manager", {"product", "ownfield", "importjob", "source", "webhook"}, {"product", "ownfield", "webhook"}),
        (
            "superuser",
            {"product", "ownfield", "importjob", "source", "webhook", "user", "group", "apitoken"},
            {"product", "ownfield", "webhook", "user", "group"},
        ),
    ],
)
def test_admin_keeps_to_the_groups(role: str, lists: set[str], forms: set[str]) -> None:
    client = somebody(role)
    models = {"product": "products", "importjob": "imports", "webhook": "webhooks", "user": "auth", "group": "auth"}
    models |= {"apitoken": "accounts", "source": "imports", "ownfield": "products"}

    def open_to(suffix: str) -> set[str]:
        return {name for name, app in models.items() if client.get(f"/admin/{app}/{name}/{suffix}").status_code == 200}

    assert open_to("") == lists
    assert open_to("add/") == forms
