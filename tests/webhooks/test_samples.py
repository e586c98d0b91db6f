"""The samples for receivers: the Python one is run, the one for curl is judged by the published verifier."""

import json
import re
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import requests
from django.template.loader import render_to_string
from standardwebhooks import Webhook as Verifier

from tests.processes import Program, eventually, free_port
from tests.webhooks.receivers import receiver
from tests.webhooks.sending.test_signing import headers
from webhooks.models import secrets

SECRET = secrets.secret("key+/", uuid.uuid4(), 1)


def sample(name: str, port: int) -> str:
    return render_to_string(f"webhooks/samples/{name}.txt", {"secret": SECRET}).replace("9000", str(port))


def test_python_sample_takes_what_is_signed_and_refuses_the_rest(tmp_path: Path) -> None:
    port = free_port()
    program = tmp_path / "receiver.py"
    program.write_text(sample("python", port))
    running = Program([sys.executable, "-u", str(program)], {}, tmp_path / "receiver.log")
    body = json.dumps({"id": "msg_1", "type": "webhook.test", "data": {"name": "Größe"}}, ensure_ascii=False)

    def post(signed: dict[str, str]) -> int:
        try:
            answer = requests.post(f"http://127.0.0.1:{port}/", data=body.encode(), headers=signed, timeout=60)
        except requests.ConnectionError:
            return 0
        return answer.status_code

    try:
        assert eventually(lambda: post(headers([SECRET], body))) == 204
        assert post(headers([SECRET], body)) == 204
        assert post(headers([SECRET], body + " ")) == 401
        assert running.text().count("webhook.test {'name': 'Größe'}") == 1
    finally:
        running.kill()


@pytest.mark.skipif(not all(map(shutil.which, ("curl", "openssl", "bash"))), reason="curl, openssl or bash is missing")
def test_curl_sample_signs_as_we_do() -> None:
    with receiver() as shop:
        done = subprocess.run(["bash", "-c", sample("curl", shop.port)], capture_output=True, timeout=20, check=True)

    (request,) = shop.requests
    assert b"200 OK" in done.stdout
    assert Verifier(SECRET).verify(request.body.decode(), request.headers)["type"] == "webhook.test"


def test_javascript_sample_is_given_the_secret() -> None:
    assert re.search(rf'new Webhook\("{re.escape(SECRET)}"\)', sample("javascript", 9000))
