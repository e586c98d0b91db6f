"""What was found in a file → one suggestion: a whole recipe, each part with its reason, and what to ask. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from products.fields.amounts import has_more_decimals
from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.header_parts import means
from products.fields.headers import meaning_of
from products.fields.registry import FIELDS
from products.fields.surveys import DateSurvey
from products.fields.yes_no import meaning_of as yes_or_no
from products.imports.looking.amounts import decimals_elsewhere, grouped_in_lakhs, is_in_hundredths
from products.imports.looking.column import Column, labels_of
from products.imports.looking.doubles import doubles_of
from products.imports.looking.found import Found
from products.imports.looking.other_papers import are_about_people, question_about, question_without_signs
from products.imports.looking.role import LIKELY, SURE, Role, cell
from products.imports.looking.roles import find_roles
from products.imports.looking.row_patterns import Pattern, find_pattern
from products.imports.looking.seen import Seen
from products.imports.looking.state_wording import state_question, unread_question
from products.imports.looking.unread_states import unread_state
from products.imports.looking.wording import (
    NO_KEY,
    NO_NAME,
    NO_ROWS,
    ONLY_NUMBERS,
    beside_in_words,
    beside_question,
    braced,
    encoding_in_words,
    encoding_question,
    format_guess,
    header_in_words,
)
from products.imports.looking.words_beside import WordsBeside
from products.imports.recipes.kind_checks import NUMBERS


class Suggesting:
    """Collects the parts of one suggestion."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._roles = find_roles(seen.columns, seen.rows, has_header=seen.has_names)
        self._labels = labels_of(seen.columns)
        self._reasons: dict[str, str] = {}
        self._questions: list[str] = []
        self._is_key_enough = True
        """Whether a program may take the suggestion as it is, if only the key is sure."""
        self._used: dict[str, int] = {key: role.column for key, role in self._roles.items()}
        """Field → its column."""

    def found(self) -> Found:
        """If no products can be made of the file, the suggestion is empty and a question says why."""
        if not self._seen.rows:
            return self._nothing_of([NO_ROWS])
        fields = self._fields()
        pattern = find_pattern(self._seen.rows, self._roles)
        recipe: dict[str, Any] = {"file": self._file(), "fields": fields, "rows": self._rows(pattern)}
        suggestion = {part: said for part, said in recipe.items() if said}
        is_certain = not self._questions and not are_about_people(
            (column.said for column in self._seen.columns), has_price="price" in self._roles
        )
        elsewhere = question_about(self._seen.columns, is_certain=is_certain)
        if elsewhere and self._questions:
            return self._nothing_of([elsewhere], recipe["file"])
        if "price" not in self._roles and (
            doubtful := question_without_signs(self._seen.columns, has_codes=self._has_codes)
        ):
            return self._nothing_of([doubtful], recipe["file"])
        if elsewhere:
            self._questions.append(elsewhere)
            self._is_key_enough = False
        key = self._roles.get("sku")
        is_sure = key is not None and key.certainty >= LIKELY and not key.rivals
        return Found(
            columns=[column.found() for column in self._seen.columns],
            suggestion=suggestion if "sku" in fields else {},
            begun={} if "sku" in fields else suggestion,
            reasons=self._reasons,
            questions=self._questions,
            unsure=[key for key, role in self._roles.items() if role.certainty < SURE or role.rivals],
            certain=bool(key and key.certainty == SURE) and not self._questions,
            key_is_sure=is_sure and self._is_key_enough,
        )

    @property
    def _has_codes(self) -> bool:
        """Whether the key is a column of its own."""
        key, name = self._roles.get("sku"), self._roles.get("name")
        return key is not None and (name is None or name.column not in {key.column, key.instead})

    def _nothing_of(self, questions: Sequence[str], file: Mapping[str, Any] | None = None) -> Found:
        columns = [column.found() for column in self._seen.columns]
        return Found(columns=columns, begun={"file": file or self._file()}, questions=questions)

    def _fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, role in self._roles.items():
            self._ask(key, role)
        for key, role in self._roles.items():
            if key != "description" or role.certainty == SURE or self._questions:
                found[key] = self._source(key, role)
                self._reasons[key] = self._reason(role.column, FIELDS[key], role.reason)
        if "sku" not in self._roles:
            self._questions.append(NO_KEY)
        if "name" not in self._roles:
            has_texts = any(column.kind in {"text", "long_text"} for column in self._unused())
            self._questions.append(NO_NAME if has_texts or not self._roles else ONLY_NUMBERS)
        return found | self._unread_state() | self._own()

    def _unused(self) -> list[Column]:
        return [column for at, column in enumerate(self._seen.columns) if at not in self._used.values()]

    def _unread_state(self) -> dict[str, Any]:
        """Of a column that says whether products are active, in words that nobody may guess."""
        index = None if "active" in self._roles else unread_state(self._seen.columns)
        if index is None:
            return {}
        self._questions.append(unread_question(self._labels[index], self._seen.columns[index]))
        return {"active": ""}

    def _source(self, key: str, role: Role) -> dict[str, Any]:
        label = self._labels[role.column]
        if role.instead is not None:
            return {"from": label, "else": self._labels[role.instead]}
        if role.beside is None:
            return {"from": label} | self._words(role) | self._cut(role.column, FIELDS[key]) | self._factor(role)
        return {"text": " ".join(map(braced, self._together(role.column, role.beside)))}

    def _together(self, column: int, beside: int) -> list[str]:
        """Both labels: what tells one from another stands behind it as a size does, or before it as a maker does."""
        is_before = beside < column and any(means(self._seen.columns[beside].said, sense) for sense in _BEFORE_NAMES)
        return [self._labels[each] for each in ((beside, column) if is_before else (column, beside))]

    def _factor(self, role: Role) -> dict[str, Any]:
        """How a price is made of numbers that are none yet: hundredths of it, or with decimals to be rounded."""
        if self._roles.get("price") is not role:
            return {}
        label, cells = self._labels[role.column], [cell(row, role.column) for row in self._seen.rows]
        if is_in_hundredths(label) and self._seen.columns[role.column].kind == "integer":
            self._is_key_enough = False
            self._questions.append(f"Are the numbers of “{label}” hundredths of the price?")
            return {"times": "0.01"}
        if long := next(filter(has_more_decimals, cells), None):
            self._questions.append(f"“{label}” has more decimals than two, such as {shorten(long)}. Round them to two?")
            return {"times": "1"}
        return {}

    def _beside(self, column: int, field: Field) -> WordsBeside | None:
        """The words beside the numbers of a column, if the field is a number."""
        return self._seen.columns[column].beside if isinstance(field.kind, NUMBERS) else None

    def _reason(self, column: int, field: Field, reason: str) -> str:
        beside = self._beside(column, field)
        return f"{reason}; {beside_in_words(beside)}" if beside else reason

    def _own(self) -> dict[str, Any]:
        """The own fields that headers name beyond doubt."""
        taken = {role.column for role in self._roles.values()}
        found: dict[str, Any] = {}
        for index, column in enumerate(self._seen.columns):
            meaning = meaning_of(column.header, self._seen.fields)
            field = self._seen.fields[meaning.field] if meaning else None
            if not meaning or not field or meaning.field in found or not field.own:
                continue
            if index not in taken and column.filled:
                found[meaning.field] = {"from": self._labels[index]} | self._cut(index, field)
                self._used.setdefault(meaning.field, index)
                reason = self._reason(index, field, f"called “{column.header.strip()}”")
                self._reasons.setdefault(meaning.field, reason)
        return found

    def _words(self, role: Role) -> dict[str, Any]:
        """What the words of a column mean, unless they mean it in every file."""
        words = dict(role.words)
        return {"words": words} if any(yes_or_no(word) is not meaning for word, meaning in words.items()) else {}

    def _cut(self, column: int, field: Field) -> dict[str, Any]:
        """How words beside the numbers are left out, which nobody may do without being asked."""
        beside = self._beside(column, field)
        if beside is None:
            return {}
        self._questions.append(beside_question(self._labels[column], beside))
        return {"cut": beside.text}

    def _ask(self, key: str, role: Role) -> None:
        label = self._labels[role.column]
        if role.instead is not None:
            instead = self._labels[role.instead]
            self._questions.append(f"“{label}” is blank in some rows. Is “{instead}” the SKU of those?")
        elif role.words:
            self._questions.append(state_question(label, self._seen.columns[role.column], role))
        elif key == "description":
            return
        elif role.beside is not None:
            both = " and ".join(f"“{each}”" for each in self._together(role.column, role.beside))
            self._questions.append(f"{self._doubles(role)}Do {both} together tell the products apart, as their SKU?")
        elif role.rivals:
            others = " or ".join(f"“{self._labels[rival]}”" for rival in role.rivals[:3])
            self._questions.append(f"Is “{label}” the {_noun(key)}, or is it {others}?")
        elif role.certainty < SURE:
            self._questions.append(f"Is “{label}” the {_noun(key)}?")

    def _doubles(self, role: Role) -> str:
        """That one column alone would lose products, as the beginning of a question."""
        found = doubles_of(self._seen.rows, replace(role, beside=None), self._roles.get("name"))
        if found is None:
            return ""
        what = f"{found.double:,} of {found.values:,} SKUs stand for rows with different names"
        return f"{what}, of which only the last ones would be kept. "

    def _file(self) -> dict[str, Any]:
        head, said = self._seen.head, dict[str, Any]()
        if self._seen.encoding:
            said["encoding"] = self._seen.encoding.encoding
            self._reasons["file.encoding"] = encoding_in_words(self._seen.encoding)
            self._questions.insert(0, encoding_question(self._seen.encoding))
        said["delimiter"] = head.delimiter
        if head.header_rows != 1:
            said["header_rows"] = head.header_rows
            self._reasons["file.header_rows"] = header_in_words(head.header_rows, has_names=self._seen.has_names)
            if not head.header_rows and not self._seen.has_names:
                self._questions.append("The file seems to have no header. Does its first row hold a product?")
        if head.first_row != 1 or head.header_rows != 1:
            said["first_row"] = head.first_row
        if head.names_in:
            said["names_in"] = head.names_in
        return said | self._formats()

    def _formats(self) -> dict[str, Any]:
        """How numbers and dates are read where the columns that are used leave it open."""
        used = {*self._used.values()}
        said: dict[str, Any] = {}
        for index, failure in self._seen.unclear.items():
            if index not in used:
                continue
            if isinstance(self._seen.surveys.get(index), DateSurvey):
                said["dates"] = "DMY"
                self._questions.append(f"{failure.message.partition('. ')[0]}. Do they begin with the day?")
            else:
                elsewhere = decimals_elsewhere(self._seen.rows, index)
                guess, question = format_guess(failure, self._seen.head.delimiter, elsewhere)
                said |= guess
                self._reasons |= dict.fromkeys(map("file.{}".format, guess), _AS_MOSTLY)
                self._questions.append(question)
        return self._lakhs() | said

    def _lakhs(self) -> dict[str, Any]:
        """The currency that says how the prices are grouped, where nothing beside them says it."""
        price = self._roles.get("price")
        grouped = grouped_in_lakhs([cell(row, price.column) for row in self._seen.rows] if price else [])
        if grouped is None or any(means(column.said, "currency") for column in self._seen.columns):
            return {}
        self._questions.append(f"{shorten(grouped)} is grouped as in India. Are the prices in rupees (INR)?")
        self._reasons["file.currency"] = f"its prices are grouped as in India: {shorten(grouped)}"
        return {"currency": "INR"}

    def _ask_of_blank(self, pattern: Pattern) -> None:
        """What a row takes from the one above is never certain: its own may have been forgotten."""
        names = " and ".join(f"“{self._labels[index]}”" for index in pattern.fill_down)
        verb, them = ("is", "it") if len(pattern.fill_down) == 1 else ("are", "them")
        group = f" of the same “{self._labels[pattern.within]}”" if pattern.within is not None else ""
        self._questions.append(
            f"{names} {verb} blank in {pattern.filled:,} rows. Do these take {them} from the row above{group}?"
        )

    def _rows(self, pattern: Pattern) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if pattern.fill_down:
            self._ask_of_blank(pattern)
            if pattern.within is None:
                self._is_key_enough = False
            else:
                said["within"] = self._labels[pattern.within]
            said["fill_down"] = [self._labels[index] for index in pattern.fill_down]
            self._reasons["rows.fill_down"] = f"{pattern.filled:,} of the rows looked at have no name of their own"
        if pattern.skip_blank:
            said["skip"] = [{"column": self._labels[column], "is": "blank"} for column in pattern.skip_blank]
            self._reasons["rows.skip"] = f"{pattern.skipped:,} of the rows looked at hold no product"
        return said


def _noun(key: str) -> str:
    return (FIELDS[key].filter_label or FIELDS[key].noun).lower() if key != "sku" else FIELDS[key].noun


_BEFORE_NAMES = ("maker", "item", "model")
_AS_MOSTLY = "its other numbers, or files with this separator, are mostly written so"
