"""What programs leave in place of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.damage import MARK_OF_ERRORS, has_control_character, is_spreadsheet_error

ENGLISH = (
    "#REF! #N/A #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA #FIELD! #BLOCKED! #CONNECT! #ERROR!"
)
GERMAN = "#BEZUG! #NV #WERT! #ZAHL! #ÜBERLAUF! #KALK!"
FRENCH = "#VALEUR! #NOM? #NOMBRE! #NUL! #CHAMP! #PROPAGATION!"
ITALIAN = "#RIF! #N/D #VALORE! #NOME? #NULLO!"
SPANISH = "#¡REF! #¡VALOR! #¡DIV/0! #¡NUM! #¿NOMBRE? #¡NULO! #NOMBRE?"
DUTCH = "#VERW! #N/B #WAARDE! #NAAM? #DEEL/0! #GETAL! #LEEG!"
POLISH = "#ADR! #ARG! #LICZBA! #NAZWA? #ZERO! #DZIEL/0! #N/D!"
NORDIC = "#REFERENS! #SAKNAS! #VÄRDEFEL! #NAMN? #OGILTIGT! #I/T #VÆRDI! #NAVN? #VERDI! #VIITTAUS! #PUUTTUU! #TYHJÄ!"
EASTERN = "#NÁZEV? #DĚLENÍ_NULOU! #HIÁNYZIK #ÉRTÉK! #YOK #DEĞER! #AD? #Н/Д #ССЫЛКА! #ДЕЛ/0! #Δ/Υ #ΤΙΜΗ! #ПОСИЛАННЯ!"
OFFICE = "Err:502 Err:508 Fehler:522 Ошибка:504 ### ########"
ALL = " ".join([ENGLISH, GERMAN, FRENCH, ITALIAN, SPANISH, DUTCH, POLISH, NORDIC, EASTERN, OFFICE]).split()


@pytest.mark.parametrize("text", [*ALL, "#ref!", "#Saknas", "#n/a", "Err :502", "#VALEUR\u00a0!", "#UNHEARDOF!"])
def test_error_of_a_spreadsheet_is_one_in_any_language(text: str) -> None:
    assert is_spreadsheet_error(text)


@pytest.mark.parametrize(
    "text",
    ["", "#", "##", "#1", "#1 Dad mug", "#hashtag", "#Wow!", "#wow?", "C#", "N/A", "n/a", "NULL", "-", "REF!", "NV",
     "Err", "Err:404", "#SUPER DAD!", "see #REF!", "#REF! x", "#1!", "#A", "16:54", "Error:500", "#新品!",
     "#" + "X" * 60 + "!"],
)  # fmt: skip
def test_other_texts_are_none(text: str) -> None:
    assert not is_spreadsheet_error(text)


@pytest.mark.parametrize("text", ALL)
def test_quick_look_sees_every_error(text: str) -> None:
    assert text.startswith("#") or MARK_OF_ERRORS in text


@pytest.mark.parametrize("number", [*range(32), 127])
def test_control_characters_are_found_but_tabs_and_line_ends(number: int) -> None:
    assert has_control_character(f"é{chr(number)}x") is (chr(number) not in "\t\r\n")


@given(st.text(alphabet=st.characters(min_codepoint=32, blacklist_characters="\x7f")))
def test_other_characters_are_no_control_characters(text: str) -> None:
    assert not has_control_character(text)
