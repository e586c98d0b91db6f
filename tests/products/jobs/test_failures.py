import pytest

from product_importer.lib.failures import Failure
from products.fields.reasons import FileFailure
from products.jobs import failures
from products.jobs.failures import JobFailure


@pytest.mark.parametrize("kind", [FileFailure, JobFailure])
def test_failure_has_a_code_for_programs_and_a_sentence_for_people(kind: type[Failure]) -> None:
    failure = kind("too_large", "This file is too large. Split it.")

    assert (failure.code, failure.message, str(failure)) == ("too_large", failure.message, failure.message)


def test_failure_of_a_job_is_none_of_a_file() -> None:
    assert not issubclass(JobFailure, FileFailure)
    assert issubclass(JobFailure, Failure)


def test_codes_add_up_whoever_declares_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "_final", set())

    failures.declare_final(["empty_file", "no_header"])
    failures.declare_final(["more_than_meant", "no_header"])

    assert failures.final_codes() == {"empty_file", "no_header", "more_than_meant"}
