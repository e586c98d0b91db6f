"""What headers and cells say of whether a product is active."""

import pytest

from products.fields.state_words import Says, said_by_header, state_of

ACTIVE = """
    Aktiv|OXACTIVE|istAktiv|acActive|Variation.aktiv|im Sortiment|im Verkauf|Veröffentlicht|Verkoopartikel|Te koop
    Actif (O/N)|En vente|Pubblicato|In vendita|A la venta|Exibir na loja|synlig|Til salg|Aktiivinen|Näkyvyys|W sprzedaży
    Aktywna|Zobraziť na e-shope|V prodeji|Engedélyezett|Vizibil|Активен|Prikaži u trgovini|v uporabi|Ενεργό|Yayında
    rodoma|Redzams|Avaldatud|В продаже|Опубліковано|פעיל|是否上架|上下架|公開|판매여부|Product Visible?|Sell on Till
    Available for sale [Main Store]|is_public|sale_ok|validFor|currentrange|Nicht gesperrt|unblocked|Not discontinued
"""
ENDED = """
    gesperrt|KZSPERRE|SperrKz|Verkaufssperre|Auslaufartikel|LVorm|Geloescht|LOESCHKZ|nichtmehrlieferbar|Ausser Handel
    Archiviert|Nicht aktiv|Poistunut|Spærret|Dold|LUKKET|PROD_HIDDEN|tw_Zablokowany|Twr_Archiwalny|Neaktívna|Kifutott
    Ukončeno|BLOCAT|Anulado|Descatalogado|Fuori produzione|Bloqué à la vente|En sommeil|Vervallen|Geblokkeerd|Ukinjeno
    Деактивирана|Снят с производства|ПометкаУдаления|Ανενεργό|Pasif|paslėpta|Neaktīvs|Mitteaktiivne|停产|非公開|단종
    DeBaja|isInactive|Part_InActive|frozenFor|blnDiscontinued|flags.isDeleted|DISC_FLAG
    Run-out|Not for sale|No longer sold|EOL
    Niet actief|Ikke aktiv|Не активен|Nevidljiv|Usynlig|nichtsichtbar|Discontined|Obselete|DF at client level|Utgår
"""
OTHERS = [
    (Says.STATE, "Status oferty|Lifecycle Stage|StockItemStatus|Aktiv/Gesperrt|Státusz|Κατάσταση|商品状态|판매상태"),
    (Says.SOLD_OUT, "ausverkauft|Agotado|Épuisé|SOLD / GONE|nicht lieferbar"),
    (Says.IN_A_SHOP, "Webshop|IObchod|Prodej"),
    (Says.AVAILABLE, "lieferbar|Verfügbar|Disponible|Avail?"),
    (
        None,
        "Name|Preis|Supplier blocked|Gesperrt am|Sperrgut|Active ingredient|Rabatt gesperrt|Order status|Deleted by",
    ),
]


@pytest.mark.parametrize(("says", "headers"), [(Says.ACTIVE, ACTIVE), (Says.ENDED, ENDED), *OTHERS])
def test_header_says(says: Says | None, headers: str) -> None:
    different = [header.strip() for header in headers.replace("\n", "|").split("|") if header.strip()]

    assert {header: said_by_header(header) for header in different} == dict.fromkeys(different, says)


@pytest.mark.parametrize(
    ("is_active", "cells"),
    [
        (
            True,
            "Active|aktiv|Aktywna|1 - Attivo|näkyvissä|Current|laufend|In range|Buyable|正常|販売中|未禁用",
        ),
        (
            False,
            """inactive|Zakończona|piilotettu|Pausada|draft|Archived|Disc|Deleted line|Not-active|No Sales|Superseded
            Disabled by Seller|gesperrt|ausgelaufen|PhasedOut|停产|終売|掲載しない|Снят с продажи|Απενεργοποιημένο""",
        ),
        (None, "in stock|sold out|new|maybe|3|x|available|lieferbar"),
    ],
)
def test_cell_says(is_active: bool | None, cells: str) -> None:
    different = [cell.strip() for cell in cells.replace("\n", "|").split("|")]

    assert {cell: state_of(cell) for cell in different} == dict.fromkeys(different, is_active)
