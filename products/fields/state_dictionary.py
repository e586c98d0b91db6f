"""The words by which headers say whether a product is active, or that it is not. Pure.

SURE words mean nothing else in a file of products. LIKELY ones often mean it, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

SURE: Mapping[str, str] = {
    "English": "published on website, is published, visible on store, is enabled, is visible, available for sale",
    "German": "freigegeben, veröffentlicht, sichtbar, aktiviert, Artikel aktiv",
    "French": "actif, publié, publiée, en ligne, visible",
    "Italian": "attivo, attiva, pubblicato, visibile, abilitato",
    "Spanish": "publicado, habilitado, activado, disponible para la venta, disponibles para la venta",
    "Portuguese": "ativo, ativa, publicado, visível, habilitado",
    "Dutch": "actief, gepubliceerd, zichtbaar, ingeschakeld",
    "Polish": "aktywny, aktywna, opublikowany, opublikowano, widoczny",
    "Russian": "активен, активность, опубликован, включен, показывать",
    "other languages": "aktivní, aktiv, aktiivinen, aktív, activ, aktif, ενεργό, aktivan, активний",
}

LIKELY: Mapping[str, str] = {
    "English": "available, in stock, visibility, availability, state, live, for sale, saleable, sellable",
    "German": "verfügbar, Status, lieferbar, Verfügbarkeit",
    "French": "disponible, statut, état, en stock",
    "Italian": "disponibile, stato, disponibilità, in vendita",
    "Spanish": "disponible, estado, estatus, disponibilidad",
    "Portuguese": "disponível, estado, situação, disponibilidade",
    "Dutch": "beschikbaar, status, leverbaar",
    "Polish": "dostępny, status, dostępność, stan",
    "Russian": "статус, наличие, в наличии, доступен",
}

AGAINST = "date quantity qty stock_status count feature featured price inventory_policy"
"""Words of a longer header that say it is not the field."""
