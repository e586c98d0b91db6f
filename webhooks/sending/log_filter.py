"""Keeps the routine of sending out of the log, whose tasks come and go every second. What goes wrong stays."""

import logging

ROUTINE = ("webhooks.tasks.", "send-due-webhooks")
TELLERS = frozenset({"celery.app.trace", "celery.worker.strategy", "celery.beat"})


class WithoutRoutine(logging.Filter):
    """Drops only the news that a task of webhooks was due, arrived or succeeded."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name not in TELLERS or record.levelno > logging.INFO:
            return True
        message = record.getMessage()
        return not any(words in message for words in ROUTINE)
