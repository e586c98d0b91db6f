"""The values that an own field has, for somebody who types one."""

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from products.fields.models import current_fields
from products.schemas import Text
from products.search.suggestions import suggestions

router = Router(tags=["fields"])


class Suggestion(Schema):
    value: str


class Suggestions(Schema):
    results: list[Suggestion]


class SuggestionsIn(Schema):
    q: Text = Field("", description="The beginning of the value, or a part of it, in any case.")


@router.get(
    "fields/{str:key}/values/",
    url_name="field_values",
    response=Suggestions,
    summary="Values of an own field",
)
def values(request: HttpRequest, key: str, given: Query[SuggestionsIn]) -> dict[str, object]:
    """Up to 10 values that products have, those that begin with the text first. Of a choice, the choices. Numbers and
    dates are not suggested."""
    fields = current_fields()
    if key not in fields or not fields[key].own:
        raise Http404
    return {"results": [{"value": value} for value in suggestions(fields, fields[key], given.q)]}
