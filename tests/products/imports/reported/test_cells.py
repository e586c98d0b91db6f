"""What a cell means: errors of spreadsheets, text in formulas, apostrophes, words of other languages, accents."""

from typing import Any

import pytest
from django.test import Client

from products.jobs.models import ImportJob
from tests.products.imports.reported.conftest import OutcomeOf

MUG = "sku,name,description,price\nA1,Coffee mug,Holds 0.3 l,5.00\nA2,Cup,Nice,6.00\n"


def test_error_cells_never_overwrite_names_and_descriptions(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,description,price\nA1,#REF!,#N/A,5.50\nA2,Cup,#VALUE!,6.00\n", before=MUG)

    assert outcome.rejected == {
        2: {"name_spreadsheet_damage", "description_spreadsheet_damage"},
        3: {"description_spreadsheet_damage"},
    }
    assert outcome.products == {
        "A1": ("Coffee mug", "Holds 0.3 l", "5.00", True),
        "A2": ("Cup", "Nice", "6.00", True),
    }
    assert "The name #REF! was damaged by a spreadsheet." in outcome.says


@pytest.mark.parametrize(
    "error", ["#BEZUG!", "#NV", "#NOM?", "#¡REF!", "#N/D", "#ДЕЛ/0!", "Err:502", "########", " #WERT! "]
)
def test_error_in_any_language_is_refused_in_every_field(outcome_of: OutcomeOf, error: str) -> None:
    outcome = outcome_of(f"sku,name,description,price,active\n{','.join([error] * 5)}\nA1,Mug,Oak,1,yes\n")

    fields = ("sku", "name", "description", "price", "active")
    assert outcome.rejected == {2: {f"{field}_spreadsheet_damage" for field in fields}}
    assert outcome.products.keys() == {"A1"}


@pytest.mark.parametrize("text", ["#1 Dad mug", "#hashtag", "C#", "NULL", "N/A", "n/a", "-", "#Wow!", "Poster 16:54"])
def test_text_that_only_looks_like_an_error_is_taken(outcome_of: OutcomeOf, text: str) -> None:
    outcome = outcome_of(f"sku,name,description\nA1,{text},{text}\n")

    assert outcome.products == {"A1": (text, text, None, True)}


def test_text_in_a_formula_is_the_text(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(
        'sku,name,price\n="00012",Mug,5.50\n"=""00013""",Cup,6.00\n', before="sku,name,price\n00012,Mug,5.00\n"
    )

    assert outcome.counts == {"updated": 1, "created": 1}
    assert outcome.products == {"00012": ("Mug", "", "5.50", True), "00013": ("Cup", "", "6.00", True)}


def test_text_in_a_formula_is_the_text_in_any_field(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(
        "sku,name,description,price,active\n"
        '"=""A1""","=""12"""" ruler""","=""Two\nlines""","=""12.50""","=""FALSE"""\n'
        'A2,=A1+1,"=""12""&""3""","= ""7""",1\n'
    )

    assert outcome.products == {
        "A1": ('12" ruler', "Two\nlines", "12.50", False),
        "A2": ("=A1+1", '="12"&"3"', "7.00", True),
    }


def test_skus_in_single_quotes_are_what_stands_in_them(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price\n'00012',Mug,5.00\n'A-1',Cup,6.00\n")

    assert outcome.products == {"00012": ("Mug", "", "5.00", True), "A-1": ("Cup", "", "6.00", True)}


def test_single_quotes_are_mended_only_where_no_text_stands_in_them(outcome_of: OutcomeOf) -> None:
    mended = outcome_of("sku,name,price,active\n'00012',Mug,'5.00','true'\n'A-1',Cup,'6.00','false'\n")
    refused = outcome_of("sku,name,price\n'B1','Mug','5.00'\n'B2','Cup','6.00'\n")

    assert mended.products == {"00012": ("Mug", "", "5.00", True), "A-1": ("Cup", "", "6.00", False)}
    assert (refused.failure, refused.products) == ("single_quotes", mended.products)


def test_apostrophe_before_prices_and_words_is_no_part_of_them(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(
        "sku,name,price,active\nA1,Mug,'12.50,'true\nA2,Cup,'7','no'\n'A3,Pot,' 8.00,1\nA4,Pan,'1'234.50,1\n"
    )

    assert outcome.products == {
        "A1": ("Mug", "", "12.50", True),
        "A2": ("Cup", "", "7.00", False),
        "A3": ("Pot", "", "8.00", True),
        "A4": ("Pan", "", "1234.50", True),
    }


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'N Sync", "'N Sync"),
        ("'quoted'", "'quoted'"),
        ("''tis", "''tis"),
        ("''=1", "''=1"),
        ("'=1", "=1"),
        ("'-5 °C", "-5 °C"),
        ("'＝1", "＝1"),
        ("'＠home", "＠home"),
        ('\'="00012"', '="00012"'),
    ],
)
def test_apostrophe_before_a_text_is_a_mark_only_where_a_formula_could_follow(
    outcome_of: OutcomeOf, cell: str, text: str
) -> None:
    quoted = '"{}"'.format(cell.replace('"', '""'))
    outcome = outcome_of(f"sku,name,description\nA1,{quoted},{quoted}\nA2,Cup,\n")

    assert outcome.products == {"A1": (text, text, None, True), "A2": ("Cup", "", None, True)}


def test_doubled_apostrophe_is_undone_in_our_own_files(outcome_of: OutcomeOf) -> None:
    own = "\ufeffsku,name,description,price,active\n''A1,''tis,''=1,,true\n"
    rejected = '\ufeff_row,_errors,sku,name,price\n2,x,B1,\'\'tis,5\n3,x,"\'=""00012""","\'=""Mug""",6\n'

    assert outcome_of(own.replace(",,", ",1,")).products == {"'A1": ("'tis", "'=1", "1.00", True)}
    assert outcome_of(rejected).products == {
        "'A1": ("'tis", "'=1", "1.00", True),
        "B1": ("'tis", "", "5.00", True),
        "00012": ("Mug", "", "6.00", True),
    }


def test_text_in_a_formula_survives_the_file_of_rejected_rows(outcome_of: OutcomeOf, admin_client: Client) -> None:
    refused = outcome_of('sku,name,price\n="00012","=""\'tis""",abc\n\'A-1\',\'=x,abc\n')
    job = ImportJob.objects.get()
    file: Any = admin_client.get(f"/products/api/imports/{job.id}/rejected.csv")

    mended = outcome_of(file.getvalue().replace(b",abc", b",5"))

    assert refused.rejected == {2: {"price_invalid"}, 3: {"price_invalid"}}
    assert mended.products == {"00012": ("'tis", "", "5.00", True), "A-1": ("=x", "", "5.00", True)}


def test_words_of_a_german_spreadsheet_say_whether_a_product_is_active(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku;name;description;price;active\nA1;Mug;Nice;5,5;WAHR\nA2;Cup;;6;FALSCH\n")

    assert outcome.products == {"A1": ("Mug", "Nice", "5.50", True), "A2": ("Cup", "", "6.00", False)}


@pytest.mark.parametrize(
    ("yes", "no"),
    [("VRAI", "FAUX"), ("VERO", "FALSO"), ("Sí", "No"), ("Sim", "NÃO"), ("WAAR", "ONWAAR"), ("PRAWDA", "FAŁSZ"),
     ("aktiv", "Inaktiv"), ("publiée", "brouillon"), ("1.0", "0.0"), ("publish", "unpublished")],
)  # fmt: skip
def test_words_of_other_languages_say_whether_a_product_is_active(outcome_of: OutcomeOf, yes: str, no: str) -> None:
    outcome = outcome_of(f"sku,name,active\nA1,Mug,{yes}\nA2,Cup,{no}\nA3,Pot,perhaps\n")

    assert {sku: product[3] for sku, product in outcome.products.items()} == {"A1": True, "A2": False}
    assert outcome.rejected == {4: {"active_invalid"}}


@pytest.mark.parametrize("header", ["product_online", "Product Online"])
def test_two_is_the_word_of_magento_for_inactive(outcome_of: OutcomeOf, header: str) -> None:
    outcome = outcome_of(f"sku,name,price,{header}\nA1,Mug,5.00,1\nA2,Cup,6.00,2\n")

    assert outcome.products == {"A1": ("Mug", "", "5.00", True), "A2": ("Cup", "", "6.00", False)}


@pytest.mark.parametrize("header", ["active", "status", "published"])
def test_two_is_no_word_in_other_columns(outcome_of: OutcomeOf, header: str) -> None:
    outcome = outcome_of(f"sku,name,{header}\nA1,Mug,1\nA2,Cup,2\n")

    assert outcome.rejected == {3: {"active_invalid"}}


@pytest.mark.parametrize(
    "header",
    ["Référence;Nom;Prix", "RE\u0301FE\u0301RENCE *;Nom;Prix", "Código;Nombre;Precio", "Artikelnummer;Title;Précio"],
)
def test_headers_are_known_with_and_without_accents(outcome_of: OutcomeOf, header: str) -> None:
    outcome = outcome_of(f"{header}\nA1;Tasse;5,00\n")

    assert outcome.products == {"A1": ("Tasse", "", "5.00", True)}


def test_headers_that_differ_by_an_accent_only_are_headed_alike(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("reference,référence,name\nA1,A2,Mug\n")

    assert (outcome.failure, outcome.products) == ("ambiguous_columns", {})


def test_accented_header_that_comes_again_is_no_product(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("Référence;Nom\nA1;Tasse\nRÉFÉRENCE;NOM\nA2;Verre\n")

    assert outcome.counts == {"created": 2, "skipped": 1}


@pytest.mark.parametrize("character", ["\a", "\x1b", "\b", "\x0b", "\x1f", "\x7f"])
def test_control_characters_are_refused_in_names_and_descriptions(outcome_of: OutcomeOf, character: str) -> None:
    outcome = outcome_of(f"sku,name,description\nA1,Mug{character}s,Nice\nA2,Cup,Ni{character}ce\nA3,Pot,Café\n")

    assert outcome.rejected == {2: {"name_control_character"}, 3: {"description_control_character"}}
    assert [*outcome.products] == ["A3"]


def test_tabs_and_line_ends_are_no_control_characters(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of('sku,name,description\nA1,"Tea\tmug\nblue","One\n\tTwo"\n')

    assert outcome.products == {"A1": ("Tea mug blue", "One\n\tTwo", None, True)}
