"""The real server is asked what its own description allows, and what it does not: it must answer as described."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from product_importer.accounts.models import ApiToken
from tests.products.factories import make_products
from tests.products.own_fields import FULL, add_fields
from tests.web import web_server

PATIENCE_SECONDS = 600
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method"
)


@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "effort",
    [
        ("--phases", "examples,fuzzing", "--max-examples", "5"),
        pytest.param(("--phases", "examples,coverage,fuzzing", "--max-examples", "30"), marks=pytest.mark.soak),
    ],
    ids=["some", "many"],
)
def test_server_answers_as_it_describes(
    process_environment: dict[str, str], admin_user: User, tmp_path: Path, effort: tuple[str, ...]
) -> None:
    """Event streams are left out, because they do not end. The requests are the same every time."""
    add_fields()
    make_products(3, attributes=FULL)
    _, text = ApiToken.objects.issue(admin_user, name="contract")
    limits = ("API_REQUESTS_PER_MINUTE", "UPLOADS_PER_MINUTE", "EXPORTS_PER_MINUTE")
    with web_server(process_environment, dict.fromkeys(limits, "1000000")) as web:
        done = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{web.url}/api/openapi.json", *effort),
                *("--header", f"Authorization: Bearer {text}", "--exclude-path-regex", "/progress/|^/webhooks/"),
                *("--checks", CHECKS, "--generation-deterministic", "--generation-with-security-parameters", "false"),
                "--no-color",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    assert done.returncode == 0, done.stdout[-6_000:]
