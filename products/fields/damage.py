"""What programs leave in a cell in place of its text: errors of spreadsheets, control characters. Pure."""

import re

MARK_OF_ERRORS = ":5"
"""In every error that does not begin with `#`: a quick look for it spares most cells the rest."""

LONGEST_ERROR = 40
"""Characters, with room to spare."""


def is_spreadsheet_error(text: str) -> bool:
    """Whether a trimmed text is an error such as `#REF!` in the language of any spreadsheet, and nothing else.

    Errors that we know are recognised in any case, others if they are in capital letters: `#Wow!` is a text.
    """
    if len(text) > LONGEST_ERROR or not (text[:1] == "#" or MARK_OF_ERRORS in text):
        return False
    return _KNOWN.fullmatch(text) is not None or (text.isupper() and _UNKNOWN.fullmatch(text) is not None)


def has_control_character(text: str) -> bool:
    """Whether a text of any size has a control character but tabs and line ends. C1 is for others to judge."""
    return bool(text.encode("utf-8", "replace").translate(None, _ALLOWED))


_ALLOWED = bytes({*range(256)} - {*range(32), 127} | {*b"\t\n\r"})

# Of Excel, Google Sheets and LibreOffice, in the order of the English ones where a language has words of its own.
_WITH_A_MARK = """
    REF VALUE NAME DIV/0 NUM NULL SPILL CALC ERROR
    BEZUG WERT ZAHL ÜBERLAUF KALK
    VALEUR NOM NOMBRE NUL PROPAGATION EPARS
    RIF VALORE NOME NULLO ESPANSIONE
    VALOR NULO DESBORDAMIENTO NÚM DESPEJAR ESTOURO
    VERW WAARDE NAAM DEEL/0 GETAL LEEG OVERLOOP
    ADR ARG NAZWA DZIEL/0 LICZBA ZERO ROZLANIE
    REFERENS VÄRDEFEL NAMN DIVISION/0 OGILTIGT SKÄRNING SAKNAS
    REFERENCE VÆRDI NAVN VERDI
    VIITTAUS ARVO NIMI JAKO/0 LUKU TYHJÄ PUUTTUU
    ODKAZ HODNOTA NÁZEV DĚLENÍ_NULOU ČÍSLO
    HIV ÉRTÉK NÉV ZÉRÓOSZTÓ SZÁM NULLA
    BAŞV DEĞER AD SAYI/0 SAYI BOŞ
    ССЫЛКА ЗНАЧ ИМЯ ДЕЛ/0 ЧИСЛО ПУСТО
"""
_WITHOUT_A_MARK = """
    N/A GETTING_DATA NV DATEN_ABRUFEN N/D CHARGEMENT_DONNEES OBTENIENDO_DATOS OBTENDO_DADOS N/B GEGEVENS_OPHALEN
    SAKNAS I/T PUUTTUU NENÍ_K_DISPOZICI NEDOSTUPNÝ HIÁNYZIK YOK Н/Д Δ/Υ N/V
"""
_WITH_A_NUMBER = "Err Erro Fehler Erreur Fout Fel Fejl Feil Virhe Błąd Chyba Hiba Hata Ошибка"

_KNOWN = re.compile(
    rf"""
      \# [¡¿]? (?: {"|".join(_WITH_A_MARK.split())} ) \s? [!?]
    | \# (?: {"|".join(_WITHOUT_A_MARK.split())} ) !?
    | (?: {"|".join(_WITH_A_NUMBER.split())} ) \s? :5[0-4][0-9]
    | \#{{3,}}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNKNOWN = re.compile(r"#[¡¿]?[^\W\d]{2,}(?:/0)?\s?[!?]")
