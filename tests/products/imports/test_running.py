"""A whole import: what the catalogue, the counters and the rejected rows are afterwards."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection

from products.imports import running
from products.jobs.locks import job_lock
from products.jobs.models import ImportJob
from products.models import Product
from products.search import indexes
from tests.products.conftest import Import, catalogue, counts, question

HEADER = "sku,name,description,price,active\n"


def tables_of(job: ImportJob) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE %s", [f"%{job.id.hex}"])
        return [name for (name,) in cursor]


def codes(job: ImportJob) -> list[tuple[int, list[str]]]:
    rows = job.rejected_rows.in_file_order()
    return [(row.record_number, [error["code"] for error in row.errors]) for row in rows]


def test_import_creates_the_products_of_a_first_file(import_file: Import) -> None:
    job = import_file(HEADER + 'A-1,Chair,"Oak, solid",10.50,true\nB-2,Lamp,,5,no\n')

    assert catalogue() == {
        "A-1": ("Chair", "Oak, solid", "10.50", True, 1),
        "B-2": ("Lamp", "", "5.00", False, 1),
    }
    assert (job.status, job.phase, job.progress, job.total_rows) == ("completed", "done", 100, 2)
    assert counts(job) == {"created": 2}
    assert job.started_at
    assert job.finished_at


def test_import_changes_only_what_differs_when_it_comes_again(import_file: Import) -> None:
    import_file(HEADER + "A-1,Chair,Oak,10.50,true\nB-2,Lamp,,5,no\nC-3,Mug,,3,yes\n")
    before = {product.sku: product.updated_at for product in Product.objects.all()}

    job = import_file(HEADER + "a-1,Chair,Oak,10.5,1\nB-2,Lamp,,6,no\nD-4,Bowl,,1,yes\n")

    after = {product.sku: product.updated_at for product in Product.objects.all()}
    assert counts(job) == {"created": 1, "updated": 1, "unchanged": 1}
    assert catalogue()["A-1"] == ("Chair", "Oak", "10.50", True, 1)
    assert catalogue()["B-2"] == ("Lamp", "", "6.00", False, 2)
    assert after["A-1"] == before["A-1"]
    assert after["B-2"] > before["B-2"]
    assert after["C-3"] == before["C-3"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A-1,Stool,Oak,10.50,true", ("Stool", "Oak", "10.50", True, 2)),
        ("A-1,Chair,Elm,10.50,true", ("Chair", "Elm", "10.50", True, 2)),
        ("A-1,Chair,Oak,10.51,true", ("Chair", "Oak", "10.51", True, 2)),
        ("A-1,Chair,Oak,10.50,false", ("Chair", "Oak", "10.50", False, 2)),
    ],
)
def test_import_sees_a_change_in_any_single_column(import_file: Import, row: str, expected: object) -> None:
    import_file(HEADER + "A-1,Chair,Oak,10.50,true\n")

    job = import_file(HEADER + row + "\n")

    assert catalogue() == {"A-1": expected}
    assert counts(job) == {"updated": 1}


def test_import_leaves_columns_alone_that_the_file_has_not(import_file: Import) -> None:
    import_file(HEADER + "A-1,Chair,Oak,10.50,false\n")

    job = import_file("name,sku,description\nStool,A-1,\n")

    assert catalogue() == {"A-1": ("Stool", "Oak", "10.50", False, 2)}
    assert counts(job) == {"updated": 1}


def test_import_takes_shuffled_padded_and_synonymous_headers(import_file: Import) -> None:
    job = import_file(" Regular Price ;Product Name ; Product SKU*\n12,50;Stuhl;X-1\n")

    assert catalogue() == {"X-1": ("Stuhl", "", "12.50", True, 1)}
    assert counts(job) == {"created": 1}


def test_import_takes_the_columns_that_a_person_named(import_file: Import) -> None:
    job = import_file("Ref.;Etikett\nX-1;Stuhl\n", mapping={"sku": "ref", "name": "Etikett"})

    assert catalogue() == {"X-1": ("Stuhl", "", None, True, 1)}
    assert counts(job) == {"created": 1}


@pytest.mark.parametrize(
    ("on_blank", "kept"),
    [("keep", ("Chair", "Oak", "10.50", True, 1)), ("clear", ("Chair", "", None, True, 2))],
)
def test_import_keeps_or_clears_what_a_blank_cell_is_about(import_file: Import, on_blank: str, kept: object) -> None:
    import_file(HEADER + "A-1,Chair,Oak,10.50,true\n")

    import_file(HEADER + "A-1,Chair,,,\n", on_blank=on_blank)

    assert catalogue() == {"A-1": kept}


def test_last_row_wins_over_the_whole_file_in_any_case(import_file: Import, small_chunks: None) -> None:
    job = import_file(HEADER + "ä-1,One,,1,\nB-2,Two,,2,\nC-3,Three,,3,\nÄ-1,Four,,4,\nÄ-1,Five,,5,\n")

    assert catalogue() == {
        "Ä-1": ("Five", "", "5.00", True, 1),
        "B-2": ("Two", "", "2.00", True, 1),
        "C-3": ("Three", "", "3.00", True, 1),
    }
    assert counts(job) == {"created": 3, "superseded": 2}


def test_first_row_wins_when_that_was_chosen(import_file: Import) -> None:
    job = import_file(HEADER + "A-1,One,,1,\na-1,Two,,2,\n", duplicates="first")

    assert catalogue() == {"A-1": ("One", "", "1.00", True, 1)}
    assert counts(job) == {"created": 1, "superseded": 1}


def test_every_copy_is_rejected_when_that_was_chosen(import_file: Import) -> None:
    job = import_file(HEADER + "A-1,One,,1,\nB-2,Two,,2,\na-1,Three,,3,\n", duplicates="reject")

    assert catalogue() == {"B-2": ("Two", "", "2.00", True, 1)}
    assert codes(job) == [(2, ["duplicate_sku"]), (4, ["duplicate_sku"])]
    assert [row.raw for row in job.rejected_rows.in_file_order()] == ["A-1,One,,1,", "a-1,Three,,3,"]
    assert counts(job) == {"created": 1, "rejected": 2}


def test_refused_row_does_not_supersede_the_sound_one_before_it(import_file: Import) -> None:
    job = import_file(HEADER + "A-1,Chair,,1,\nA-1,Chair,,-5,\n")

    assert catalogue() == {"A-1": ("Chair", "", "1.00", True, 1)}
    assert codes(job) == [(3, ["price_negative"])]
    assert counts(job) == {"created": 1, "rejected": 1}


def test_new_products_without_name_or_price_are_rejected_with_their_original_text(
    import_file: Import, small_chunks: None
) -> None:
    import_file(HEADER + "KNOWN,Chair,,1,\n")
    content = HEADER + 'A-1,,"two\nlines",1,\nKNOWN,,,,\nB-2,Lamp,,,\nC-3,,,,\nD-4,Mug,,4,\n'

    job = import_file(content)

    assert codes(job) == [(2, ["missing_name"]), (4, ["missing_price"]), (5, ["missing_name", "missing_price"])]
    assert [row.raw for row in job.rejected_rows.in_file_order()] == ['A-1,,"two\nlines",1,', "B-2,Lamp,,,", "C-3,,,,"]
    assert [row.line_number for row in job.rejected_rows.in_file_order()] == [2, 5, 6]
    assert counts(job) == {"created": 1, "unchanged": 1, "rejected": 3}
    assert set(catalogue()) == {"KNOWN", "D-4"}


def test_product_is_unpriced_when_the_file_has_no_prices(import_file: Import) -> None:
    import_file("sku,name\nA-1,Chair\n")

    assert Product.objects.get().price is None


def test_price_of_an_unpriced_product_is_set(import_file: Import) -> None:
    import_file("sku,name\nA-1,Chair\n")

    job = import_file("sku,price\nA-1,7\n")

    assert Product.objects.get().price == Decimal("7.00")
    assert counts(job) == {"updated": 1}


def test_file_without_names_is_asked_about_when_it_knows_no_product(
    import_file: Import,
) -> None:
    import_file("sku,name\nA-1,Chair\n")

    job = import_file("sku,price\nB-1,7\nB-2,8\n")

    assert question(job).code == "no_name_column"
    assert catalogue() == {"A-1": ("Chair", "", None, True, 1)}


def test_all_rows_bad_completes_with_all_rejected(import_file: Import) -> None:
    job = import_file(HEADER + "A-1,,,1,\nA-2,,,2,\n")

    assert job.status == "completed"
    assert counts(job) == {"rejected": 2}
    assert catalogue() == {}


def test_header_only_completes_with_a_notice(import_file: Import) -> None:
    job = import_file(HEADER)

    assert (job.status, job.total_rows) == ("completed", 0)
    assert len(job.warnings) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("just some text\nand more of it\n", "no_header"),
        (b"\x00\x01\x02\x03" * 500, "not_a_table"),
        ("sku," + ",".join(f"c{n}" for n in range(10_000)) + "\nA" + "," * 10_000, "too_many_columns"),
    ],
)
def test_file_fails_whole_with_a_sentence(import_file: Import, content: str | bytes, code: str) -> None:
    job = import_file(content)

    assert (job.status, job.error_code) == ("failed", code)
    assert job.error_message.endswith(".")
    assert catalogue() == {}
    assert tables_of(job) == []


def test_prices_are_read_by_the_whole_column_whatever_the_order_of_rows(import_file: Import) -> None:
    job = import_file('sku;name;price\nA;Chair;1.234\nB;Lamp;"12,50"\nC;Mug;"3,00"\nD;Bowl;"4,25"\n')

    assert {sku: product[2] for sku, product in catalogue().items()} == {
        "A": "1234.00",
        "B": "12.50",
        "C": "3.00",
        "D": "4.25",
    }
    assert codes(job) == []


def test_cells_arrive_as_they_were_written(import_file: Import) -> None:
    tricky = ["None", "\\N", "\\.", "a\\tb", "tab\there", "line\nbreak", "a\x80b", "NULL", "'quoted'", "ünï 🪑"]
    rows = "".join(f'S-{index},N{index},"{text}"\n' for index, text in enumerate(tricky))

    import_file("sku,name,description\n" + rows)

    written = dict(Product.objects.values_list("sku", "description"))
    assert written == {f"S-{index}": text for index, text in enumerate(tricky)}


def test_nul_bytes_and_invalid_text_cost_their_row_only(import_file: Import) -> None:
    sound = b"".join(b"OK-%d,Stuhl \xc3\xa4,1\n" % number for number in range(40))

    job = import_file(b"sku,name,price\nA-1,Ch\x00air,1\nB-2,Caf\xe9,1\n" + sound)

    assert codes(job) == [(2, ["nul_byte"]), (3, ["invalid_encoding"])]
    assert counts(job) == {"created": 40, "rejected": 2}


def test_nothing_is_left_behind_when_it_is_completed(import_file: Import) -> None:
    job = import_file(HEADER + "A-1,Chair,,1,\n")

    assert tables_of(job) == []
    assert not indexes.missing()


def test_dry_run_counts_and_writes_nothing(keep_file: Import) -> None:
    job = keep_file(HEADER + "A-1,Chair,,1,\nB-2,Lamp,,-2,\n", dry_run=True)

    running.run(job.id)

    job.refresh_from_db()
    assert counts(job) == {"created": 1, "rejected": 1}
    assert catalogue() == {}


def test_run_leaves_when_somebody_holds_the_job(keep_file: Import) -> None:
    job = keep_file(HEADER + "A-1,Chair,,1,\n")

    with job_lock(job.id) as lock:
        assert lock.try_acquire()
        assert running.run(job.id) is False

    assert catalogue() == {}


def test_run_does_nothing_for_an_ended_or_unknown_job(import_file: Import) -> None:
    job = import_file(HEADER + "A-1,Chair,,1,\n")

    assert running.run(job.id) is False
    assert running.run(uuid.uuid4()) is False
    assert catalogue()["A-1"][-1] == 1


def test_missing_search_index_is_there_again_when_an_import_completes(import_file: Import) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX products_by_word")

    import_file(HEADER + "A-1,Chair,,1,\n")

    assert not indexes.missing()
