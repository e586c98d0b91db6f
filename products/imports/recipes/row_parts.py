"""The part `rows` of a recipe, and the conditions by which it and `kinds` choose rows. Pure."""

from typing import cast, get_args

from products.imports.recipes.document import Part
from products.imports.recipes.recipe import Condition, RowRules, Test

MOST_RULES = 100
TESTS: tuple[str, ...] = get_args(Test)
COMPARING = ("equals", "differs")


def row_rules(part: Part) -> RowRules:
    part.refuse_others(("within", "fill_down", "skip"))
    return RowRules(
        within=part.text("within"),
        fill_down=part.texts("fill_down"),
        skip=tuple(condition(rule) for rule in part.list("skip", most=MOST_RULES)),
    )


def condition(part: Part) -> Condition:
    """What is missing in it is written down and replaced."""
    part.refuse_others(("column", "is", "to"))
    for name, sentence in (("column", "Name a column."), ("is", f"Give one of these: {', '.join(TESTS)}.")):
        if name not in part.said:
            part.fault(name, sentence)
    test = cast("Test", part.choice("is", TESTS) or "blank")
    to = part.text("to")
    if test in COMPARING and "to" not in part.said:
        part.fault("to", "Say what the cell is compared with.")
    if test not in COMPARING and "to" in part.said and "is" in part.said:
        part.fault("to", f"“{test}” compares with nothing.")
    return Condition(part.text("column") or "", test, to)
