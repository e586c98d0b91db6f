from products.jobs.failures import final_codes


def test_deletion_of_more_than_was_meant_is_not_offered_again() -> None:
    assert "more_than_meant" in final_codes()


def test_deletion_that_met_a_busy_catalogue_may_be_started_again() -> None:
    assert "catalogue_busy" not in final_codes()
