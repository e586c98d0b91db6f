"""The words by which files say yes or no. Pure."""

import re

from product_importer.lib.text import unaccented
from products.fields.spelling import LONGEST_WORD

YES = {
    "English": "true, t, yes, y, 1, 1.0, on, active, enabled, publish, published, live, x",
    "German": "wahr, ja, j, 1,0, ein, an, aktiv, aktiviert, veröffentlicht",
    "French": "vrai, oui, actif, activé, activée, publié, publiée, en ligne",
    "Italian": "vero, sì, attivo, attiva, attivato, attivata, abilitato, abilitata, pubblicato, pubblicata",
    "Spanish": "verdadero, sí, s, activo, activa, activado, activada, habilitado, habilitada, publicado, publicada",
    "Portuguese": "verdadeiro, sim, ativo, ativa, ativado, ativada, habilitado, habilitada, publicado, publicada",
    "Dutch": "waar, ja, aan, actief, geactiveerd, ingeschakeld, gepubliceerd",
    "Polish": """prawda, tak, aktywny, aktywna, aktywne, włączony, włączona, włączone, opublikowany, opublikowana,
        opublikowane""",
    "other languages": "sant, sann, tosi, pravda, igaz, doğru, evet, истина, да",
}
NO = {
    "English": "false, f, no, n, 0, 0.0, off, inactive, disabled, draft, archived, unpublished, -1",
    "German": """falsch, nein, 0,0, aus, inaktiv, deaktiviert, Entwurf, archiviert, unveröffentlicht,
        nicht veröffentlicht""",
    "French": """faux, non, inactif, inactive, désactivé, désactivée, brouillon, archivé, archivée, dépublié,
        dépubliée, non publié, non publiée, hors ligne""",
    "Italian": """falso, no, inattivo, inattiva, disattivo, disattiva, disattivato, disattivata, disabilitato,
        disabilitata, bozza, archiviato, archiviata, non pubblicato, non pubblicata""",
    "Spanish": """falso, no, inactivo, inactiva, desactivado, desactivada, deshabilitado, deshabilitada, borrador,
        archivado, archivada, no publicado, no publicada""",
    "Portuguese": """falso, não, inativo, inativa, desativado, desativada, desabilitado, desabilitada, rascunho,
        arquivado, arquivada, não publicado, não publicada""",
    "Dutch": """onwaar, nee, uit, inactief, gedeactiveerd, uitgeschakeld, concept, gearchiveerd, ongepubliceerd,
        niet gepubliceerd""",
    "Polish": """fałsz, nie, nieaktywny, nieaktywna, nieaktywne, wyłączony, wyłączona, wyłączone, szkic,
        zarchiwizowany, zarchiwizowana, zarchiwizowane, nieopublikowany, nieopublikowana, nieopublikowane""",
    "other languages": "falskt, usann, epätosi, nepravda, hamis, yanlış, hayır, ложь, нет",
}
"""Language → words that are equal in capital letters and without accents. No word means both."""

MAGENTO_HEADER, MAGENTO_NO = "product_online", frozenset({"2", "2.0"})
"""Magento writes 1 and 2."""


def meaning_of(word: str, *, is_magento: bool = False) -> bool | None:
    """Whether a trimmed word means yes; None if nobody knows."""
    if is_magento and word in MAGENTO_NO:
        return False
    spoken = " ".join(word.split())
    return _MEANINGS.get(unaccented(spoken)) if len(spoken) <= LONGEST_WORD else None


def words_of(languages: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Each language with its words."""
    return [(language, re.split(r",\s+", words)) for language, words in languages.items()]


_MEANINGS = {
    unaccented(word): meaning
    for languages, meaning in ((YES, True), (NO, False))
    for _, words in words_of(languages)
    for word in words
}
