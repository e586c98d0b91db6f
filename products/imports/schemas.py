"""The shapes of refused rows that the API answers with, as its description shows them."""

from ninja import Schema


class ReasonOut(Schema):
    column: str | None
    code: str
    value: str
    message: str


class RejectedRowOut(Schema):
    record_number: int
    line_number: int
    raw: str
    errors: list[ReasonOut]


class RejectedRows(Schema):
    results: list[RejectedRowOut]
    next_cursor: str | None
    previous_cursor: str | None
