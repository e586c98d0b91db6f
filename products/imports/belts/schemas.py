"""The shapes of seat belts, as the API answers and its description shows them."""

from ninja import Schema
from pydantic import Field

from products.imports.belts.belt import Name


class ExampleOut(Schema):
    record_number: int | None
    sku: str
    says: str = Field(description="What is striking about this row.")


class BeltOut(Schema):
    name: Name
    figure: int = Field(description="Of how many rows, products or cells it tells.")
    of: int
    sentence: str
    red: bool = Field(description="An import that would be applied waits until the figure is confirmed.")
    confirmed: bool
    examples: list[ExampleOut] = Field(description="Up to ten.")


class Belts(Schema):
    results: list[BeltOut]
    confirm: dict[str, int] = Field(description="What `apply/` wants still: red belt → its figure.")
    confirmed_by: str | None
    confirmed_at: str | None
