from product_importer.lib.templatetags.interface import shown_in


def test_part_that_belongs_to_the_state_is_shown() -> None:
    assert shown_in("reading comparing", "comparing") == 'data-in="reading comparing"'


def test_part_that_belongs_to_other_states_is_hidden() -> None:
    assert shown_in("reading comparing", "applying") == 'data-in="reading comparing" hidden'


def test_part_of_a_word_is_not_the_state() -> None:
    assert shown_in("awaiting_review", "awaiting").endswith(" hidden")
