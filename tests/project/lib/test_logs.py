"""What the log tells, and what it must not."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import psycopg
import pytest
from django.db import connection
from django.test import Client

from product_importer.lib import logs
from products.imports import tasks

CANARY = "a-canary-of-a-cell"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What goes into the log as JSON."""
    output = StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(logs.JsonFormatter())
    handler.addFilter(logs.ContextFilter())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield output
    for logger in loggers:
        logger.removeHandler(handler)


def lines(written: StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.mark.django_db
def test_request_id_is_in_the_answer_and_in_the_log(admin_client: Client, written: StringIO) -> None:
    admin_client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("products.views.find_page", None)
        answers = [admin_client.get("/products/"), admin_client.get("/products/")]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert [line["request_id"] for line in lines(written)] == [answer["X-Request-ID"] for answer in answers]


def test_job_id_is_in_what_its_task_logs(written: StringIO) -> None:
    with pytest.raises(ValueError, match="badly formed"):
        tasks.process_csv_upload("not-an-id")
    with logs.about_job("a-job"):
        logging.getLogger("products").warning("Slow.")
    logging.getLogger("products").warning("Over.")

    first, second = lines(written)
    assert (first["job_id"], first["level"], first["message"]) == ("a-job", "WARNING", "Slow.")
    assert "job_id" not in second


@pytest.mark.django_db
@pytest.mark.parametrize("formatter", [logs.JsonFormatter(), logs.TextFormatter("%(message)s")])
def test_values_that_postgresql_quotes_in_its_errors_are_left_out(formatter: logging.Formatter) -> None:
    error = unique_violation()
    assert CANARY in str(error)

    record = logging.LogRecord("a", logging.ERROR, "", 0, "%r\n%s", (error, error), (type(error), error, None))
    text = formatter.format(record)

    assert CANARY not in text
    assert text.count("duplicate key") == 3
    assert text.count("DETAIL: …") == 3


def unique_violation() -> psycopg.Error:
    with psycopg.connect(**connection.get_connection_params()) as own:
        own.execute("CREATE TEMPORARY TABLE cells (cell text UNIQUE)")
        with pytest.raises(psycopg.errors.UniqueViolation) as caught:
            own.execute("INSERT INTO cells VALUES (%(cell)s), (%(cell)s)", {"cell": CANARY})
    return caught.value
