"""The sound file beside the reported ones, and that an outcome tells all of what happened."""

from tests.products.imports.reported.conftest import Outcome, OutcomeOf


def test_sound_file_is_taken_and_a_bad_row_refused(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price\nA1,Mug,5.50\nA2,Cup,abc\n", before="sku,name,price\nA1,Mug,5.00\n")

    assert outcome == Outcome(
        counts={"updated": 1, "rejected": 1},
        rejected={3: {"price_invalid"}},
        products={"A1": ("Mug", "", "5.50", True)},
        failure="",
        says=outcome.says,
    )
    assert "abc" in outcome.says
