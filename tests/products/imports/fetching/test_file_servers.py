"""The newest file that matches on SFTP, FTPS and S3 servers; and what is said when one is not what it was."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import asyncssh
import boto3
import pytest
from pytest_django import Settings

from products.imports.fetch_models import SourceFetch
from products.imports.fetching import actions
from products.jobs.models import ImportJob
from tests.products.imports.fetching.conftest import CSV, SetUp, fetch_once
from tests.products.imports.fetching.file_servers import PASSWORD, USER, ftps_server, put, s3_server, sftp_server
from tests.webhooks.receivers import CERTIFICATE

KINDS = ("sftp", "ftps")
SIGN_IN = {"user": USER, "password": PASSWORD}


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    folder = tmp_path / "remote"
    (folder / "out").mkdir(parents=True)
    put(folder / "out", "prices-1.csv", CSV, age=60)
    put(folder / "out", "prices-2.csv", CSV + b"A-2,Mug,3\n", age=30)
    put(folder / "out", "other.csv", CSV)
    return folder


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
def test_newest_file_that_matches_is_fetched_once(kind: str, remote: Path, stack: ExitStack, set_up: SetUp) -> None:
    port = stack.enter_context(ftps_server(remote)) if kind == "ftps" else stack.enter_context(sftp_server(remote)).port
    fetch = set_up(f"{kind}://localhost:{port}/out", kind=kind, pattern="Prices-*.csv", credentials=SIGN_IN)

    first, second = fetch_once(fetch), fetch_once(fetch)

    assert (first.outcome, first.file_name, first.bytes) == ("imported", "prices-2.csv", len(CSV) + 10), first.sentence
    assert (second.outcome, second.bytes, ImportJob.objects.count()) == ("unchanged", 0, 1), second.sentence
    put(remote / "out", "prices-3.csv", CSV)
    assert fetch_once(fetch).file_name == "prices-3.csv"
    put(remote / "out", "prices-3.csv", CSV, age=-5)  # touched, with the same bytes
    third = fetch_once(fetch)
    assert (third.outcome, third.bytes) == ("unchanged", len(CSV))

    for change, code in (
        ({"pattern": "*.xlsx"}, "nothing"),
        ({"address": f"{kind}://localhost:{port}/elsewhere", "pattern": ""}, "not_found"),
        ({"credentials": {"password": "wrong"}}, "sign_in"),
    ):
        actions.set_up(fetch.source, by=None, **change)
        assert fetch_once(fetch).code == code


def test_key_of_an_sftp_server_is_pinned_and_another_is_refused(
    remote: Path, stack: ExitStack, set_up: SetUp, admin_client: Any
) -> None:
    with sftp_server(remote) as server:
        fetch = set_up(f"sftp://localhost:{server.port}/out", kind="sftp", credentials=SIGN_IN)
        assert fetch_once(fetch).outcome == "imported"
        known = server.host_key.get_fingerprint()
        assert known in admin_client.get(f"/products/sources/{fetch.pk}/").content.decode()
    for kind in ("ssh-ed25519", "ecdsa-sha2-nistp256"):
        other = stack.enter_context(sftp_server(remote, host_key=asyncssh.generate_private_key(kind)))
        SourceFetch.objects.update(address=f"sftp://localhost:{other.port}/out")

        run = fetch_once(fetch)

        assert (run.outcome, run.code) == ("failed", "host_key")
        assert known in run.sentence
        assert "Ask the supplier" in run.sentence
    assert "Trust the new key" in admin_client.get(f"/products/sources/{fetch.pk}/").content.decode()
    admin_client.post(f"/products/sources/{fetch.pk}/fetch/forget-host-key/")
    assert fetch_once(fetch).outcome == "unchanged"
    assert other.host_key.get_fingerprint() in admin_client.get(f"/products/sources/{fetch.pk}/").content.decode()


def test_private_key_signs_in(remote: Path, stack: ExitStack, set_up: SetUp) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    trusted = key.export_public_key().decode().split()[1]
    server = stack.enter_context(sftp_server(remote, trusted=trusted))
    fetch = set_up(
        f"sftp://localhost:{server.port}/out",
        kind="sftp",
        credentials={"user": USER, "private_key": key.export_private_key(passphrase="words").decode()},
    )

    codes = [fetch_once(fetch).code]
    actions.set_up(fetch.source, by=None, credentials={"passphrase": "wrong"})
    codes.append(fetch_once(fetch).code)
    actions.set_up(fetch.source, by=None, credentials={"passphrase": "words"})

    assert codes == ["credentials", "credentials"]
    assert fetch_once(fetch).outcome == "imported"
    other = asyncssh.generate_private_key("ssh-rsa").export_private_key().decode()
    actions.set_up(fetch.source, by=None, credentials={"private_key": other, "passphrase": ""})
    assert fetch_once(fetch).code == "sign_in"


def test_servers_that_do_not_answer_or_must_not_be_dialled(set_up: SetUp, settings: Settings) -> None:
    settings.SOURCE_TIMEOUT_SECONDS = 0.5
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        silent = [
            fetch_once(set_up(f"{kind}://localhost:{port}/", kind=kind, credentials=SIGN_IN))
            for kind in ("sftp", "ftps")
        ]
    settings.SOURCE_ALLOWED_NETWORKS = ()
    blocked = [fetch_once(set_up(f"{kind}://localhost/", kind=kind, credentials=SIGN_IN)) for kind in ("sftp", "ftps")]

    assert [run.code for run in silent] == ["deadline", "deadline"], [run.sentence for run in silent]
    assert [run.code for run in blocked] == ["blocked_address", "blocked_address"]


def test_newest_object_of_a_bucket_is_fetched_once(set_up: SetUp, stack: ExitStack) -> None:
    port = stack.enter_context(s3_server())
    client = boto3.client(
        "s3",
        endpoint_url=f"https://localhost:{port}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        verify=str(CERTIFICATE),
    )
    client.create_bucket(Bucket="supplier")
    for name in ("out/prices ä+1.csv", "out/deeper/prices-9.csv", "prices-0.csv"):
        client.put_object(Bucket="supplier", Key=name, Body=CSV)
    fetch = set_up(
        f"https://localhost:{port}/supplier/out",
        kind="s3",
        pattern="prices*",
        credentials={"access_key": "key", "secret_key": "secret"},
    )

    first, second = fetch_once(fetch), fetch_once(fetch)

    assert (first.outcome, first.file_name, first.bytes) == ("imported", "prices ä+1.csv", len(CSV)), first.sentence
    assert (second.outcome, second.bytes) == ("unchanged", 0), second.sentence
    client.put_object(Bucket="supplier", Key="out/prices-2.csv", Body=CSV + b"A-2,Mug,3\n")
    actions.set_up(fetch.source, by=None, pattern="prices-*")
    assert fetch_once(fetch).file_name == "prices-2.csv"
    actions.set_up(fetch.source, by=None, address=f"https://localhost:{port}/nobodys")
    assert fetch_once(fetch).code == "not_found"
    client.close()
