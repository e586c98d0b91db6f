"""Words and signs by which the cells of a column say yes or no, in more languages than are read without asking. Pure.

Single letters and numbers only mean something together: beside N, J is *ja*; beside 0, -1 is what databases write for
true, and 2 beside 1 is no. So all words of a column are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from product_importer.lib.text import unaccented
from products.fields import yes_no
from products.fields.state_words import Says, state_of

YES = """
    ano áno da jest igen kyllä joo jah jā taip ναι так på til ja evet var sí bai já já, po iya ya có vâng
    да так हाँ ใช่ כן نعم بله 是 有 はい する 使用する 有り ○ 〇 예 네 사용 ✓ ✔ ☑ ✅ × * + • ● .t. 1.00 1,00 ok
    есть є hay
    sand adevarat αληθες tõene 真 참 đúng benar จริง вірно točno hai صحيح
"""
NO = """
    ne nie ni ні nu nem ei nē όχι οχι ochi oxi nej nei nein av fra ekki ez hayır yok tidak không нет не
    ไม่ ไม่ใช่ לא لا خیر 否 无 無 いいえ しない 使用しない 無し 아니오 아니요 미사용 사용안함 ✗ ✘ ☐ ❌ - – — .f. 0.00 0,00
    op немає нема falsk fals ψευδες väär лъжа 偽 거짓 sai salah เท็จ невірно netočno iie خطأ
"""
OPPOSITES = """
    nein/ja nee/ja nej/ja nei/ja non/oui no/yes/sí/si/sim não/sim nie/tak/áno ne/ano/da/taip nu/da nem/igen ei/kyllä/jah
    false/true falsch/wahr faux/vrai falso/vero/verdadero/verdadeiro onwaar/waar нет/да не/да ні/так όχι/ναι hayır/evet
    nē/jā f/t/v/w n/j/y/s/o/t/d/a/i e/k h/e/i 0/1 否/是 いいえ/はい 아니오/예 לא/כן
"""
"""A word for no, and those for yes that may stand beside it."""
MARKS = frozenset("x×*+•●✓✔☑✅")
"""Signs beside which a blank cell is the contrary."""

LETTERS = "jn yn sn on tn tf vf an dn ke eh in wf ih pn дн νο"
"""Letters for yes and no in the languages that shorten them."""
STATES = frozenset("idobhp")
"""Letters for inactive, discontinued or deleted, obsolete, *baja* or blocked, hidden, passive; beside them A is active.

Further letters beside these are stages of an end as well.
"""
_MOST_STATES = 4
_CLASSES = frozenset({"abc", "abcd", "bc", "bcd", "cd"})
"""Letters one after the other sort products, by how well they sell, say."""


def answers(words: Iterable[str], says: Says | None = None) -> Mapping[str, bool | None]:
    """Each word of a column with what it says; None if it does not tell. `says`: what its header does."""
    different = dict.fromkeys(words)
    folded = {word: unaccented(" ".join(word.split())) for word in different}
    letters = {text for text in folded.values() if len(text) == 1 and text.isalpha() and text < _FIRST_WITHOUT_LETTERS}
    known = _letters(letters, is_state=says in {Says.ACTIVE, Says.STATE})
    if {*folded.values()} <= {"0", "-1"}:
        known |= {"-1": True}
    if {*folded.values()} == {"1", "2"} and says in {Says.ACTIVE, Says.ENDED}:
        known |= {"2": False}
    return {word: known[text] if text in known else _alone(text) for word, text in folded.items()}


def opposites(word: str) -> Sequence[str]:
    """What the other rows of such a column may say, spelt alike, if this word is all that it says so far."""
    said = unaccented(word.strip())
    spelling = str.upper if word.isupper() else str.title if word.istitle() else str
    return [spelling(other) for other in _OPPOSITES.get(said, ())]


def is_mark(word: str) -> bool:
    """Whether it is a cross or a tick."""
    return word.strip().casefold() in MARKS


def _letters(letters: set[str], *, is_state: bool) -> dict[str, bool | None]:
    """The letters of a column, if all of them belong together in one way."""
    said = letters - MARKS
    fitting = [pair for pair in LETTERS.split() if said <= {*pair}]
    meanings = {letter: {pair[0] == letter for pair in fitting} for letter in said}
    if said and all(len(each) == 1 for each in meanings.values()):
        return {letter: next(iter(each)) for letter, each in meanings.items()}
    if "".join(sorted(said)) in _CLASSES:
        return dict.fromkeys(said)
    if is_state and "a" in said and len(said) <= _MOST_STATES and any(letter in STATES for letter in said - {"a"}):
        return {letter: letter == "a" for letter in said}
    return dict.fromkeys(said)


def _alone(word: str) -> bool | None:
    return _KNOWN[word] if word in _KNOWN else yes_no.meaning_of(word) if state_of(word) is None else None


_OPPOSITES: dict[str, list[str]] = {}
for _no, *_yes in (words.split("/") for words in OPPOSITES.split()):
    _OPPOSITES.setdefault(unaccented(_no), []).extend(_yes)
    for _each in _yes:
        _OPPOSITES.setdefault(unaccented(_each), []).append(_no)
_FIRST_WITHOUT_LETTERS = "\u0500"
"""Each character from there on is a syllable or a word, or of a language that shortens neither yes nor no."""
_KNOWN = {unaccented(word): meaning for words, meaning in ((YES, True), (NO, False)) for word in words.split()}
