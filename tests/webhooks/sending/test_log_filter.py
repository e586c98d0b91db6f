"""The log of a worker and of the beat: no routine of webhooks, everything else."""

import logging

import pytest

from webhooks.sending.log_filter import WithoutRoutine

SENT = "Scheduler: Sending due task send-due-webhooks (webhooks.tasks.send_due)"


@pytest.mark.parametrize(
    ("logger", "level", "message", "is_kept"),
    [
        ("celery.app.trace", logging.INFO, "Task webhooks.tasks.send_due[1] succeeded in 0.1s: None", False),
        ("celery.worker.strategy", logging.INFO, "Task webhooks.tasks.deliver[1] received", False),
        ("celery.beat", logging.INFO, SENT, False),
        ("celery.app.trace", logging.ERROR, "Task webhooks.tasks.deliver[1] raised unexpected: ...", True),
        ("celery.app.trace", logging.INFO, "Task products.imports.tasks.process_csv_upload[1] succeeded", True),
        ("webhooks.sending.delivering", logging.WARNING, "webhook 1 is left alone", True),
        ("webhooks.actions", logging.INFO, "webhook 1 was saved by user 7; see webhooks.tasks.", True),
    ],
)
def test_routine_is_left_out_and_nothing_else(logger: str, level: int, message: str, is_kept: bool) -> None:
    record = logging.LogRecord(logger, level, __file__, 1, "%s", (message,), None)

    assert WithoutRoutine().filter(record) is is_kept
