"""An import whose columns nobody is sure of: it waits, or goes on by itself, and leaves nothing behind meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest

from products.fields.models import current_fields
from products.fields.reasons import FileFailure
from products.imports import running
from products.imports.how_read import how_read
from products.imports.looking.found import Found
from products.imports.mapping import answers, asking
from products.imports.mapping.parts import header_of, parts_of
from products.imports.models import MappingRequest
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.models import Product
from tests.products.conftest import Import, catalogue, counts, question
from tests.products.factories import make_field
from tests.products.imports.factories import NOON
from webhooks.models import Event

UNKNOWN = "Code,Title,Betrag\nK-1,Kettle,5\nK-2,Mug,6\n"
BLANK_KEYS = "sku,ean,name\n" + "".join(f",{number:013},Mug\n" for number in range(12))


def plain(job: ImportJob) -> dict[str, str | None]:
    """What a waiting job suggests: field → header."""
    parts = parts_of(answers.found_of(question(job)).suggestion)
    return {key: header_of(part) for key, part in parts.items()}


def recognised(job: ImportJob) -> str:
    """What the page of a job says that went on by itself."""
    return next(line.value for line in how_read(job) if line.name == "Columns recognised")


def tables_of(job: ImportJob) -> list[str]:
    return [table.name for table in tables.owned() if table.owner == job.id.hex]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (UNKNOWN, "no_sku_column"),
        ("sku,price\nB-1,7\n", "no_name_column"),
        ("sku,SKU,name\nA,B,Chair\n", "ambiguous_columns"),
        ('sku,name,price\nA-1,Chair,"1,234"\nB-2,Lamp,"5,678"\n', "price_format_unclear"),
        ("sku,name,price_eur\nA-1,Chair,5.00\n", "price_column_unclear"),
        (BLANK_KEYS, "sku_column_unclear"),
        ("sku,name\n,Mug\n,Cup\nA-1,Pot\n", "sku_column_unclear"),
        ("sku,name\n1.2E+11,Mug\n", "sku_column_unclear"),
        ("sku,name\nA,Stühl\nB,Müsli\nC,Öl\n".encode("latin-1"), "encoding_unknown"),
        ("sku,name,status\nA-1,Mug,in shops\nA-2,Cup,phased out\n", "column_overlooked"),
    ],
)
def test_file_that_a_person_can_explain_waits(import_file: Import, content: str | bytes, code: str) -> None:
    job = import_file(content)

    asked = question(job)
    assert (asked.code, asked.revision, asked.by_itself, bool(asked.message)) == (code, 1, False, True)
    assert (job.phase, job.error_code, job.finished_at, job.total_rows) == ("reading", "", None, 0)
    assert job.progress < 100
    assert counts(job) == {}
    assert [*job.rejected_rows.all(), *job.skipped_rows.all(), *job.rejection_reasons.all()] == []
    assert tables_of(job) == []
    assert catalogue() == {}
    assert Event.objects.count() == 0
    assert running.run(job.id) is False


@pytest.mark.parametrize(
    "content",
    [
        "sku,name\n" + ",Mug\n" * 9 + "".join(f"A-{number},Mug\n" for number in range(100)),
        "sku,name\n" + ",Mug\n" * 10 + "".join(f"A-{number},Mug\n" for number in range(990)),
        "sku,name\n,Mug\nA-1,Cup\n",
    ],
    ids=["fewer than ten", "one in a hundred", "half"],
)
def test_few_rows_without_a_sku_are_rejected_one_by_one(import_file: Import, content: str) -> None:
    job = import_file(content)

    assert job.status == "completed"
    assert job.rejected in (1, 9, 10)


@pytest.mark.parametrize("first_bytes", ["_row,_errors,sku,name\n", "\ufeffsku,name,description,price,active\n"])
def test_blank_skus_in_a_file_of_ours_are_rejected_one_by_one(import_file: Import, first_bytes: str) -> None:
    job = import_file(first_bytes + "," * first_bytes.count(",") + "\n" + "x,," + "," * (first_bytes.count(",") - 2))

    assert job.status == "completed"


@pytest.mark.parametrize(
    ("content", "mapping", "outcome"),
    [
        (BLANK_KEYS, {"sku": "sku"}, ("completed", "", 12)),
        (UNKNOWN, {"sku": "Nummer"}, ("failed", "unknown_column", 0)),
        ("a\nb\n", {"sku": "Nummer"}, ("failed", "no_header", 0)),
        ("sku,price\nB-1,7\n", {"name": ""}, ("failed", "no_name_column", 0)),
    ],
)
def test_what_a_person_said_is_not_called_in_question(
    import_file: Import, content: str, mapping: dict[str, str], outcome: tuple[str, str, int]
) -> None:
    job = import_file(content, mapping=mapping)

    assert (job.status, job.error_code, job.rejected) == outcome


def test_encoding_that_a_person_gave_is_not_called_in_question(import_file: Import) -> None:
    job = import_file("sku,name\nA,Stühl\nB,Müsli\nC,Öl\n".encode("latin-1"), encoding="utf-8")

    assert (job.status, job.error_code) == ("failed", "encoding_unknown")


@pytest.mark.parametrize("content", ["just some text\nand more of it\n", b"\0\1\2\3" * 500])
@pytest.mark.parametrize("mapping", [None, "ask", "auto"])
def test_file_without_columns_fails(import_file: Import, content: str | bytes, mapping: str | None) -> None:
    job = import_file(content, mapping=mapping)

    assert job.status == "failed"
    assert job.error_code in {"no_header", "not_a_table"}
    assert MappingRequest.objects.count() == 0


def test_ask_waits_though_all_is_certain(import_file: Import) -> None:
    job = import_file("sku,name\nA-1,Mug\n", mapping="ask")

    assert question(job).code == "asked"
    assert plain(job) == {"sku": "sku", "name": "name"}


@pytest.mark.parametrize(
    ("prices", "second", "cut", "says"),
    [
        (("12,50 excl. btw", "€ 1.003,00 Excl. BTW", ""), "1003.00", "excl. btw", "tax comes on top of it"),
        (("12,50 zzgl. 19 % MwSt.", "3,00 zzgl. 19 % MwSt.", ""), "3.00", "zzgl. 19 % MwSt.", "tax comes on top of it"),
        (("12,50 / stuk", "3,00 /stuk", ""), "3.00", "/ stuk", ""),
        (("incl. VAT 12,50", "incl. VAT 3,00", ""), "3.00", "incl. VAT", "tax is within it"),
    ],
)
def test_words_beside_all_prices_are_left_out_if_a_person_says_so(
    import_file: Import, prices: tuple[str, str, str], second: str, cut: str, says: str
) -> None:
    rows = [f"A-{number};Mug {number};{price}\n" for number, price in enumerate(prices)]
    job = import_file("".join(["sku;name;price\n", *rows]), new_without_price="accept")

    asked = question(job)
    found = answers.found_of(asked)
    assert (asked.code, found.suggestion["fields"]["price"]) == ("words_beside_numbers", {"from": "price", "cut": cut})
    assert f"“{cut}” stands beside every number" in found.reasons["price"]
    assert says in found.reasons["price"]
    assert found.questions[0].startswith(f"“{cut}” stands beside every number of “price”")
    answers.accept(job, by=None)
    assert running.run(job.id)

    job.refresh_from_db()
    assert (job.status, job.rejected) == ("completed", 0)
    assert [*Product.objects.order_by("sku").values_list("price", flat=True)] == [
        Decimal("12.50"),
        Decimal(second),
        None,
    ]


@pytest.mark.parametrize(
    "prices",
    [
        ("ab 12,50", "ab 3,00"),
        ("vanaf 12,50", "vanaf 3,00"),
        ("from 12,50 incl. VAT", "from 3,00 incl. VAT"),
        ("12,50 per 100", "3,00 per 100"),
        ("12,50 excl. btw", "3,00 incl. btw"),
        ("12,50 excl. btw", "3,00"),
        ("12,50 / stuk", "3,00 from", "4,00 from", "5,00 / stuk"),
        ("12,50 was", "3,00 was"),
    ],
)
def test_words_that_change_what_prices_mean_are_never_left_out(import_file: Import, prices: tuple[str, ...]) -> None:
    rows = [f"A-{number};Mug {number};{price}\n" for number, price in enumerate(prices)]

    job = import_file("".join(["sku;name;price\n", *rows]))

    assert job.status == "completed"
    assert {error["code"] for row in job.rejected_rows.all() for error in row.errors} == {"price_invalid"}
    assert len(catalogue()) == prices.count("3,00")


def test_words_about_one_piece_may_stand_beside_some_prices_only(import_file: Import) -> None:
    prices = ["12,50", "6,50 € / ud", "3 €/ ud", "64 € / kg", "14 €", "15 €"]
    rows = [f"A-{number};Mug {number};{price}\n" for number, price in enumerate(prices)]
    job = import_file("".join(["sku;name;price\n", *rows]))

    found = answers.found_of(question(job))
    assert found.suggestion["fields"]["price"] == {"from": "price", "cut": "/ ud"}
    assert found.questions[0].startswith("“/ ud” stands beside some numbers of “price”")
    answers.accept(job, by=None)
    assert running.run(job.id)

    job.refresh_from_db()
    assert (job.status, job.rejected) == ("completed", 1)
    stored = Product.objects.order_by("sku").values_list("price", flat=True)
    assert [*stored] == [Decimal(price) for price in ("12.50", "6.50", "3", "14", "15")]


def test_time_of_waiting_for_an_answer_is_written_down(import_file: Import) -> None:
    job = import_file(UNKNOWN)
    two_seconds = timedelta(seconds=2)
    ImportJob.objects.filter(pk=job.pk).update(started_at=NOON, updated_at=NOON + two_seconds)
    job.refresh_from_db()

    answers.accept(job, by=None)

    assert job.working_since
    assert abs(job.queued_at - two_seconds - job.working_since) < timedelta(milliseconds=1)
    assert running.run(job.id)
    job.refresh_from_db()
    assert job.started_at == NOON < job.queued_at - two_seconds


def test_auto_leaves_no_words_beside_prices_out(import_file: Import) -> None:
    job = import_file("sku;name;price\nA-1;Mug;12,50 excl. btw\nA-2;Cup;3,00 excl. btw\n", mapping="auto")

    assert (job.status, job.rejected, catalogue()) == ("completed", 2, {})


def test_auto_takes_the_suggestion_if_the_skus_are_sure(import_file: Import) -> None:
    job = import_file("sku,name,price_eur\nA-1,Chair,5.00\n", mapping="auto")

    assert (job.status, job.options["mapping"]["fields"]["price"]) == ("completed", {"from": "price_eur"})
    assert catalogue() == {"A-1": ("Chair", "", "5.00", True, 1)}
    assert recognised(job) == "sku from “sku”, name from “name”, price from “price_eur”"
    assert not any("recognised" in warning for warning in job.warnings)
    assert MappingRequest.objects.get(job=job).by_itself


def test_auto_waits_if_the_skus_are_not_sure(import_file: Import) -> None:
    job = import_file("name,price\nChair,1\nLamp,2\n", mapping="auto")

    assert question(job).code == "no_sku_column"


def test_how_prices_are_written_is_not_guessed_though_the_skus_are_sure(import_file: Import) -> None:
    """Their column is taken as suggested; then somebody is asked how to read them."""
    job = import_file('sku,name,price_eur\nA-1,Chair,"1,234"\n', mapping="auto")

    assert (question(job).code, question(job).revision) == ("price_format_unclear", 2)


def test_columns_that_are_certain_need_no_answer(import_file: Import) -> None:
    """No column is called so that it is recognised at once, yet a look at the file leaves no doubt."""
    rows = "".join(f"K-{number};Bollitore {number} l;{number},50\n" for number in range(1, 20))

    job = import_file("Codice articolo;Nome;Prezzo\n" + rows)

    assert (job.status, job.created) == ("completed", 19)
    assert catalogue()["K-2"] == ("Bollitore 2 l", "", "2.50", True, 1)
    assert recognised(job) == "sku from “Codice articolo”, name from “Nome”, price from “Prezzo”"
    assert job.warnings == []


@pytest.mark.parametrize(
    ("found", "asking_for", "is_taken"),
    [
        (Found(suggestion={"sku": "Code"}, certain=True), None, True),
        (Found(suggestion={"sku": "Code"}, certain=True), "auto", True),
        (Found(suggestion={"sku": "Code"}, certain=True, key_is_sure=True), "ask", False),
        (Found(suggestion={"sku": "Code"}, key_is_sure=True), "auto", True),
        (Found(suggestion={"sku": "Code"}, key_is_sure=True), None, False),
        (Found(suggestion={"sku": "Code"}), "auto", False),
        (Found(certain=True, key_is_sure=True), "auto", False),
    ],
)
def test_suggestion_is_taken_when_nobody_needs_to_be_asked(
    keep_file: Import, found: Found, asking_for: str | None, is_taken: bool
) -> None:
    job = keep_file(UNKNOWN, mapping=asking_for)
    assert job.begin()

    assert asking.takes_suggestion(job, found, FileFailure("no_sku_column", "No SKU.")) is is_taken

    assert job.options.get("mapping") == ({"sku": "Code"} if is_taken else None)


@pytest.mark.parametrize("asking_for", [None, "auto"])
def test_which_of_two_columns_is_meant_is_never_guessed(keep_file: Import, asking_for: str | None) -> None:
    job, found = keep_file(UNKNOWN, mapping=asking_for), Found(suggestion={"sku": "a"}, certain=True, key_is_sure=True)
    assert job.begin()

    assert not asking.takes_suggestion(job, found, FileFailure("ambiguous_columns", "Two."))


def test_texts_that_cannot_be_stored_are_shown_all_the_same(keep_file: Import) -> None:
    job = keep_file(UNKNOWN)
    assert job.begin()

    assert asking.wait(job, Found(questions=["Is “a\0\udc80” the SKU?"]), FileFailure("no_sku_column", "No SKU."))

    assert question(job).found["questions"] == ["Is “a␀?” the SKU?"]


def test_job_that_is_to_stop_does_not_wait(keep_file: Import) -> None:
    job = keep_file(UNKNOWN)
    assert job.begin()
    ImportJob.objects.get(pk=job.pk).request_cancel()

    assert asking.wait(job, Found(), FileFailure("no_sku_column", "No SKU.")) is False

    assert (job.status, MappingRequest.objects.count()) == ("processing", 0)


def test_own_field_can_be_asked_about(import_file: Import) -> None:
    make_field("brand")
    assert "brand" in current_fields()

    job = import_file("sku,name,brand,Brand\nB-2,Mug,Other,Acme\n")

    assert question(job).code == "ambiguous_columns"
    assert Product.objects.count() == 0


def test_columns_below_a_header_that_does_not_line_up_can_be_named(import_file: Import) -> None:
    rows = "".join(f"S-{number},Name {number},Text {number},9.50\n" for number in range(8))
    job = import_file("sku,name,,description,price\n" + rows)
    asked = question(job)

    assert (asked.code, answers.suggestion_of(job)) == ("header_mismatch", {})
    begun = answers.found_of(asked).begun
    answers.take(job, {**begun, "fields": {"sku": "A", "name": "B", "description": "C", "price": "D"}}, by=None)
    assert running.run(job.id)
    assert catalogue()["S-3"][:3] == ("Name 3", "Text 3", "9.50")
    assert len(catalogue()) == 8


@pytest.mark.parametrize(
    "text",
    [
        "Symbol,Nazwa,NIP,Ulica,Telefon,Aktywny\nC-1,Nowak,526,Polna 1,601 100,tak\nC-2,Lis,527,Leśna 2,,nie\n",
        "sku,name,price,customer name,email,shipping address\nA-1,Mug,5.00,Jo Lee,jo@a.example,1 Mill Lane\n",
    ],
)
def test_list_of_people_whose_header_is_known_waits(text: str, import_file: Import) -> None:
    found = question(import_file(text)).found
    assert "rather than products" in found["questions"][0]


@pytest.mark.parametrize(
    "text",
    [
        "sku,name,manufacturer address,manufacturer email,manufacturer website\nA,Mug,Mill Lane,a@b.example,b.example",
        "sku,name,price,ship from city,ship from zip,ship method\nA-1,Mug,5.00,Leeds,LS1,van\n",
        "sku,name,contact,phone,email\nA-1,Mug,,,\n",
    ],
)
def test_product_that_somebody_makes_or_ships_needs_no_answer(text: str, import_file: Import) -> None:
    assert import_file(text).status == Status.COMPLETED
