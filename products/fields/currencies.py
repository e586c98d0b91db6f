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
}

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
        "lei": "MDL RON",
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
