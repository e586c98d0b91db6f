"""The currency symbols and codes that may accompany a price. Pure."""

import unicodedata
from collections.abc import Mapping

_ISO_4217 = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""

CODES = frozenset(_ISO_4217.split())
"""The three-letter codes of ISO 4217."""


WITHOUT_DECIMALS = frozenset({"JPY", "KRW", "VND", "IDR", "CLP", "PYG", "ISK", "XAF", "XOF", "FCFA"})
"""Currencies with no smaller unit in use: three digits behind a separator are thousands."""

WITH_LAKHS = frozenset({"INR", "Rs", "₹", "BDT", "LKR", "NPR", "PKR"})
"""Currencies of countries where numbers are grouped as in `1,05,700`."""

WITH_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies with a thousandth in use."""


def currency_of(text: str) -> str | None:
    """The currency that `text` names, by its code or else its symbol; None if it names none."""
    code = text.upper()
    if code in CODES:
        return code
    if len(text) == 1 and unicodedata.category(text) == "Sc":
        return _SYMBOLS.get(text, text)
    return _SYMBOLS.get(text.casefold())


def can_mean(symbol: str | None, code: str | None) -> bool:
    """Whether the code says more exactly what the symbol says: `$` and CAD."""
    return code in SHARED_SYMBOLS.get(symbol or "", ())


_SYMBOLS = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON",
    "kr": "kr",
    "kr.": "kr",
    "rs": "Rs",
    "rs.": "Rs",
    "fcfa": "FCFA",
    "cfa": "FCFA",
    "euro": "EUR",
    "euros": "EUR",
    "fr": "CHF",
    "fr.": "CHF",
    "sfr": "CHF",
    "sfr.": "CHF",
    "руб": "RUB",
    "руб.": "RUB",
    "р": "RUB",
    "р.": "RUB",
    "грн": "UAH",
    "грн.": "UAH",
    "тг": "KZT",
    "лв": "BGN",
    "лв.": "BGN",
    "tl": "TRY",
    "đ": "VND",
    "vnđ": "VND",
    "rp": "IDR",
    "rp.": "IDR",
    "rm": "MYR",
    "kn": "HRK",
    "din": "RSD",
    "din.": "RSD",
    "r$": "BRL",
    "r": "ZAR",
    "nt$": "TWD",
    "hk$": "HKD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "s$": "SGD",
    "nz$": "NZD",
    "mx$": "MXN",
    "s/": "PEN",
    "s/.": "PEN",
    "rd$": "DOP",
    "ar$": "ARS",
    "u$s": "USD",
    "ksh": "KES",
    "ksh.": "KES",
    "kshs": "KES",
    "tsh": "TZS",
    "ush": "UGX",
    "gh₵": "GHS",
    "dh": "dh",
    "dhs": "dh",
    "บาท": "THB",
    "сум": "UZS",
    "тенге": "KZT",
    "дин": "RSD",
    "дин.": "RSD",
    "रू": "Rs",
    "रू.": "Rs",
    "रु": "Rs",
    "रु.": "Rs",
    "રૂ": "Rs",
    "ரூ": "Rs",
    "රු": "Rs",
    "රු.": "Rs",
    "টাকা": "BDT",
    "元": "CNY",
    "円": "JPY",
    "원": "KRW",
}
"""Symbols and short words → the code, or a word of its own for what several currencies share."""

ENDING_WITH_A_DOT = tuple(symbol for symbol in _SYMBOLS if symbol.endswith("."))
"""Short words whose dot is no decimal point: `Rs.500`."""

SHARED_SYMBOLS: Mapping[str, frozenset[str]] = {
    symbol: frozenset(codes.split())
    for symbol, codes in {
        "$": """
            ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD USD
            UYU XCD
        """,
        "£": "EGP FKP GBP GIP LBP SDG SHP SSP SYP",
        "¥": "CNY JPY",
        "kr": "DKK ISK NOK SEK",
        "kr.": "DKK ISK NOK SEK",
        "rs": "INR LKR MUR NPR PKR SCR",
        "rs.": "INR LKR MUR NPR PKR SCR",
        **dict.fromkeys(("रू", "रू.", "रु", "रु."), "INR NPR"),
        **dict.fromkeys(("ரூ", "રૂ"), "INR LKR"),
        "fcfa": "XAF XOF",
        "cfa": "XAF XOF",
        "lei": "MDL RON",
        "dh": "AED MAD",
        "dhs": "AED MAD",
        "฿": "THB",
        "₡": "CRC",
        "₦": "NGN",
        "₩": "KRW",
        "₪": "ILS",
        "₫": "VND",
        "₭": "LAK",
        "₮": "MNT",
        "₱": "PHP",
        "₲": "PYG",
        "₴": "UAH",
        "₵": "GHS",
        "₸": "KZT",
        "₹": "INR",
        "₺": "TRY",
        "₼": "AZN",
        "₽": "RUB",
        "₾": "GEL",
    }.items()
}
"""Symbol → the codes that it can stand for where the code stands beside it."""
