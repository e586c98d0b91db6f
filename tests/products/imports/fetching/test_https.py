"""A file at an https URL: what comes of whatever the server does."""

import socket

import pytest
from pytest_django import Settings

from products.imports.fetch_models import SourceFetch
from products.imports.fetching import claims, runs
from products.jobs.models import ImportJob
from tests.products.imports.fetching.conftest import CSV, Serve, SetUp, fetch_once, file_at, url_of
from tests.webhooks.receivers import Behaviour, Request, answering, answering_status, dripping, resetting, silent


def head(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/csv", *headers]).encode() + b"\r\n\r\n"


def ending_after(answer: bytes) -> Behaviour:
    def end(sock: socket.socket, _: Request) -> None:
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_WR)

    return end


def falling_silent_after(answer: bytes) -> Behaviour:
    def fall_silent(sock: socket.socket, _: Request) -> None:
        sock.sendall(answer)
        sock.recv(1)

    return fall_silent


def test_new_file_becomes_an_import_of_its_source(serve: Serve, set_up: SetUp) -> None:
    fetch = set_up(url_of(serve(), "/out/prices%20May.csv?v=1"))

    run = fetch_once(fetch)

    job = ImportJob.objects.get()
    assert (run.outcome, run.sentence, run.bytes, run.job_id) == ("imported", "", len(CSV), job.pk)
    assert (job.file_name, job.source_id, job.file_size) == ("prices May.csv", fetch.source_id, len(CSV))
    with job.file.open() as stored:
        assert stored.read() == CSV


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="../new prices.csv"', "new prices.csv"),
        ("attachment; filename*=UTF-8''pre%C3%A7os.csv", "preços.csv"),
        ("attachment", "prices.csv"),
    ],
)
def test_file_is_called_as_its_server_calls_it(disposition: str, name: str, serve: Serve, set_up: SetUp) -> None:
    server = serve(file_at(CSV, f"Content-Disposition: {disposition}"))

    assert fetch_once(set_up(url_of(server))).file_name == name


def test_unchanged_file_costs_nothing(serve: Serve, set_up: SetUp) -> None:
    server = serve(file_at(CSV, 'ETag: "one"', "Last-Modified: Mon, 05 Jan 2026 06:00:00 GMT"))
    fetch = set_up(url_of(server))
    fetch_once(fetch)
    server.behave = answering_status(304)

    run = fetch_once(fetch)

    assert (run.outcome, run.bytes, ImportJob.objects.count()) == ("unchanged", 0, 1)
    assert server.requests[-1].headers["if-none-match"] == '"one"'
    assert server.requests[-1].headers["if-modified-since"] == "Mon, 05 Jan 2026 06:00:00 GMT"


def test_file_with_the_same_bytes_is_unchanged_whatever_its_server_says(serve: Serve, set_up: SetUp) -> None:
    server = serve(file_at(CSV, 'ETag: "one"'))
    fetch = set_up(url_of(server))
    fetch_once(fetch)
    server.behave = file_at(CSV, 'ETag: "two"')

    runs = [fetch_once(fetch), fetch_once(fetch)]

    assert [run.outcome for run in runs] == ["unchanged", "unchanged"]
    assert ImportJob.objects.count() == 1
    assert server.requests[-1].headers["if-none-match"] == '"two"'


def test_file_whose_import_failed_is_fetched_again_when_somebody_asks(serve: Serve, set_up: SetUp) -> None:
    fetch = set_up(url_of(serve(file_at(CSV, 'ETag: "one"'))))
    fetch_once(fetch)
    assert ImportJob.objects.get().fail("internal", "Something went wrong.")

    assert fetch_once(fetch).outcome == "imported"
    assert ImportJob.objects.count() == 2


LONG = b"x" * 200_000
BAD_ANSWERS: dict[str, tuple[Behaviour, str, str]] = {
    "wants a sign-in": (answering_status(401), "sign_in", "(401)"),
    "refuses us": (answering_status(403), "sign_in", "(403)"),
    "has no such file": (answering_status(404), "not_found", "(404)"),
    "is busy": (answering_status(503), "busy", "(503)"),
    "is broken": (answering_status(500), "status", "500"),
    "answers a web page": (
        answering_status(200, "Content-Type: text/html", body=b"\n<!DOCTYPE html><title>Sign in</title>"),
        "html",
        "web page",
    ),
    "packs it by something else": (answering_status(200, "Content-Encoding: br", body=b"x"), "encoding", "“br”"),
    "promises more than it sends": (
        ending_after(head("Content-Length: 1000") + CSV),
        "broken_off",
        "of 1,000 B",
    ),
    "promises less than it sends": (ending_after(head("Content-Length: 20") + CSV), "length", "the 20 bytes"),
    "breaks off a chunked answer": (
        ending_after(head("Transfer-Encoding: chunked") + b"20\r\nsku"),
        "broken_off",
        "not whole",
    ),
    "promises too much": (answering(head("Content-Length: 99999999999")), "too_large", "the limit is 98 KiB"),
    "sends too much": (answering(head() + LONG), "too_large", "larger than 98 KiB"),
    "resets the connection": (resetting(), "reset", "without an answer"),
    "resets in the middle": (resetting(head("Content-Length: 1000") + CSV), "broken_off", "not whole"),
    "answers nonsense": (answering(b"220 ftp.example.com ready\r\n" * 2), "protocol", "not HTTP"),
    "redirects to plain http": (answering_status(302, "Location: http://localhost/a.csv"), "redirect", "Only https"),
    "redirects to a file of ours": (answering_status(302, "Location: file:///etc/passwd"), "redirect", "Only https"),
    "redirects to nowhere": (answering_status(302), "redirect", "Only https"),
    "redirects in a circle": (answering_status(302, "Location: /prices.csv"), "redirect", "more than 5 times"),
    "redirects to a private address": (
        answering_status(302, "Location: https://169.254.169.254/latest"),
        "blocked_address",
        "169.254.169.254, which is not allowed",
    ),
    "redirects to a forbidden port": (
        answering_status(302, "Location: https://localhost:25/"),
        "blocked_address",
        "port 25",
    ),
}


def test_bad_answers_are_told_in_a_sentence_each(serve: Serve, set_up: SetUp, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    server = serve()
    fetch = set_up(url_of(server))
    told: dict[str, tuple[str, bool]] = {}
    for case, (behave, _, words) in BAD_ANSWERS.items():
        server.behave = behave
        run = fetch_once(fetch)
        told[case] = (run.code, words in run.sentence)

    assert told == {case: (code, True) for case, (_, code, _) in BAD_ANSWERS.items()}
    assert not ImportJob.objects.exists()
    assert [*settings.FILE_UPLOAD_TEMP_DIR.iterdir()] == []


def test_server_that_drips_is_given_up(serve: Serve, set_up: SetUp, settings: Settings) -> None:
    settings.SOURCE_TIMEOUT_SECONDS = 0.6
    server = serve()
    fetch = set_up(url_of(server))
    codes = []
    for beginning in (head("Content-Length: 100000"), head(), b"HTTP/1.1 200 OK\r\nX-A: "):
        server.behave = dripping(beginning)
        codes.append(fetch_once(fetch).code)
    server.behave = silent
    codes.append(fetch_once(fetch).code)

    assert codes == ["deadline"] * 4
    assert not ImportJob.objects.exists()


def test_server_that_falls_silent_is_given_up(serve: Serve, set_up: SetUp, settings: Settings) -> None:
    settings.SOURCE_IDLE_SECONDS = 0.3
    server = serve(falling_silent_after(head("Content-Length: 1000") + CSV))

    run = fetch_once(set_up(url_of(server)))

    assert (run.code, run.bytes) == ("timeout", len(CSV))


def test_certificate_that_nobody_knows_is_refused(serve: Serve, set_up: SetUp, settings: Settings) -> None:
    settings.SOURCE_CA_FILE = ""

    assert fetch_once(set_up(url_of(serve()))).code == "tls"


def test_private_addresses_are_refused_unless_the_operator_opens_them(
    serve: Serve, set_up: SetUp, settings: Settings
) -> None:
    settings.SOURCE_ALLOWED_NETWORKS = ()
    server = serve()

    run = fetch_once(set_up(url_of(server)))

    assert (run.code, server.connections) == ("blocked_address", 0)
    assert "SOURCE_ALLOWED_NETWORKS" in run.sentence


def test_credentials_go_to_their_own_server_only(serve: Serve, set_up: SetUp) -> None:
    other = serve()
    own = serve(redirecting({"/prices.csv": "/moved.csv", "/moved.csv": url_of(other)}))
    fetch = set_up(url_of(own), credentials={"user": "acme", "password": "geheim"})

    assert fetch_once(fetch).outcome == "imported"
    assert [request.headers.get("authorization") for request in own.requests] == ["Basic YWNtZTpnZWhlaW0="] * 2
    assert "authorization" not in other.requests[0].headers


def test_header_and_query_are_sent_and_kept_sealed(serve: Serve, set_up: SetUp) -> None:
    server = serve()
    fetch = set_up(url_of(server, "/p.csv?token=geheim"), credentials={"header": "X-Key", "value": "ganz-geheim"})

    fetch_once(fetch)

    assert server.requests[0].head == "GET /p.csv?token=geheim HTTP/1.1"
    assert server.requests[0].headers["x-key"] == "ganz-geheim"
    assert "geheim" not in str(SourceFetch.objects.values("address").get())


def test_stopped_worker_leaves_the_file_for_another_one(serve: Serve, set_up: SetUp) -> None:
    fetch = set_up(url_of(serve()), schedule="daily at 06:00")
    run = claims.run_now(fetch, by=None)

    runs.carry_out(run.pk, should_stop=lambda: True)

    run.refresh_from_db()
    fetch.refresh_from_db()
    assert (run.outcome, run.code, fetch.retries) == ("interrupted", "stopped", 1)


def redirecting(targets: dict[str, str]) -> Behaviour:
    def redirect(sock: socket.socket, request: Request) -> None:
        answering_status(302, f"Location: {targets[request.head.split()[1]]}")(sock, request)

    return redirect
