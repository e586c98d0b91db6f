"""The form as its page shows it: a table of boxes for each scope, and how mails have fared."""

from __future__ import annotations

from dataclasses import dataclass

from product_importer.notices.models import SCOPES, Mail
from product_importer.notices.news import NoticeEvent
from products.imports.notice_choices.forms import BY_MAIL, IN_BROWSER, ChoicesForm

TITLES = {
    "own": ("Your own", "What you upload or start, and the sources that you have made."),
    "sources": ("Sources you choose", "Whoever or whatever imports their files."),
    "all": ("Everything", "All imports, and all other work on many products."),
}
WAYS = {IN_BROWSER: "Browser", BY_MAIL: "Mail"}


@dataclass(frozen=True)
class Box:
    name: str
    value: str
    label: str
    is_checked: bool


@dataclass(frozen=True)
class Line:
    """One event, and a box for each way."""

    label: str
    boxes: list[Box]


@dataclass(frozen=True)
class Scope:
    name: str
    title: str
    hint: str
    ways: list[str]
    lines: list[Line]


def scopes(form: ChoicesForm) -> list[Scope]:
    ways = [way for way in WAYS if f"own_{way}" in form.fields]
    return [
        Scope(
            scope,
            *TITLES[scope],
            ways=[WAYS[way] for way in ways],
            lines=[_line(form, scope, event, ways) for event in NoticeEvent.to_choose()],
        )
        for scope in SCOPES
    ]


def last_mail(user_id: int) -> Mail | None:
    return Mail.objects.filter(user_id=user_id).newest_first().first()


def _line(form: ChoicesForm, scope: str, event: NoticeEvent, ways: list[str]) -> Line:
    boxes = []
    for way in ways:
        name = f"{scope}_{way}"
        label = f"{TITLES[scope][0]}: {event.label}, {WAYS[way]}"
        boxes.append(Box(name, event.value, label, event.value in (form[name].value() or [])))
    return Line(event.label[0].upper() + event.label[1:], boxes)
