"""The words by which headers in nine languages name the built-in fields, and words that speak against a field. Pure.

`fields.headers` knows those that are taken without asking in every file; these are more, for looking at a file.
SURE words mean nothing else in a file of products. LIKELY ones often mean the field, and a person is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from products.fields.headers import normalise

SURE: Mapping[str, Mapping[str, str]] = {
    "sku": {
        "English": """stock code, stock number, stock no, catalogue number, catalog number, catalog no, product
            number, product no, seller sku, merchant sku, sku code, sku number, sku id, article code, article id,
            internal reference, default code, item id, part code, model number, item sku, sku no, product sku code""",
        "German": """Artikelnr, Artikel-Nr, Artikel Nummer, Art.-Nr., Art.Nr., ArtNr, Bestellnummer, Bestellnr,
            Best.-Nr., Produktnummer, Produkt-Nr, Sachnummer, Teilenummer, Materialnummer, Artikelcode""",
        "French": """référence, réf. article, référence article, référence produit, réf. produit, code article, code
            produit, UGS, référence interne, code art""",
        "Italian": """codice, codice articolo, cod. articolo, cod. art., codice art., codice prodotto, cod.
            prodotto, codice interno, riferimento""",
        "Spanish": """código artículo, código producto, código de producto, código del producto, cód. artículo, cód.
            producto, código interno, código de artículo, referencia producto, clave""",
        "Portuguese": """código produto, código do produto, cód. produto, código do artigo, código artigo,
            referência, código interno""",
        "Dutch": "artikelcode, productcode, bestelnummer, bestelcode, artikelnr, artikel nr, productnummer",
        "Polish": """kod produktu, kod towaru, indeks, indeks produktu, numer katalogowy, nr katalogowy, symbol, kod
            artykułu, kod""",
        "Russian": "артикул, код товара, код, артикул товара, код номенклатуры, код артикула, артикул производителя",
        "other languages": """kód, kód produktu, katalogové číslo, objednací kód, kód zboží,
            artnr, varenummer, varenr, artikelnummer, tuotenumero, tuotekoodi, cikkszám,
            termékkód, cod, cod produs, ürün kodu, stok kodu, kod, κωδικός, šifra, šifra
            artikla, код товару, 商品コード, 品番, 货号, 商品编码, 产品编号, 貨號, 상품코드""",
    },
    "name": {
        "English": "item title, article name, name of product, product title, full name, display name",
        "German": """Bezeichnung, Artikelbezeichnung, Produktname, Produktbezeichnung, Titel, Artikelname,
            Bezeichnung 1, Kurzbezeichnung, Warenbezeichnung""",
        "French": "désignation, libellé, nom du produit, intitulé, titre, nom produit, libellé produit, nom article",
        "Italian": """nome, denominazione, nome prodotto, titolo, nome articolo, nome del prodotto, descrizione
            articolo""",
        "Spanish": "nombre producto, nombre del producto, título, nombre de producto, nombre artículo, denominación",
        "Portuguese": "nome, nome do produto, título, designação, nome produto, denominação",
        "Dutch": "naam, productnaam, artikelnaam, titel, product naam, artikelomschrijving",
        "Polish": "nazwa, nazwa produktu, nazwa towaru, tytuł, nazwa artykułu",
        "Russian": """название, наименование, наименование товара, название товара, номенклатура, имя, полное
            наименование""",
        "other languages": """název, název produktu, název zboží, namn, benämning,
            produktnamn, navn, varenavn, nimi, tuotenimi, megnevezés, név, terméknév,
            denumire, denumire produs, nume, ürün adı, ad, όνομα, ονομασία, naziv, naziv
            artikla, назва, назва товару, 商品名, 品名, 名称, 商品名称, 产品名称, 상품명""",
    },
    "description": {
        "English": "full description, item description, product details, product description html, body html",
        "German": """Beschreibung, Langtext, Produktbeschreibung, Artikelbeschreibung, Langbeschreibung,
            Beschreibungstext""",
        "French": "description longue, descriptif, description complète, description produit, description",
        "Italian": "descrizione, descrizione estesa, descrizione lunga, descrizione completa",
        "Spanish": """descripción, descripción larga, descripción completa, descripción del producto, descripción
            producto""",
        "Portuguese": "descrição, descrição completa, descrição do produto, descrição longa, descrição produto",
        "Dutch": "omschrijving, beschrijving, lange omschrijving, productomschrijving, productbeschrijving",
        "Polish": "opis, opis produktu, pełny opis, opis towaru, długi opis",
        "Russian": "описание, описание товара, полное описание",
        "other languages": """popis, beskrivning, beskrivelse, kuvaus, leírás, descriere,
            ürün açıklaması, περιγραφή προϊόντος, opis artikla, опис, 説明, 商品説明, 描述, 商品描述, 설명""",
    },
    "price": {
        "English": """selling price, sales price, sell price, selling price gross, price per unit, item price,
            public price, price excl, price each""",
        "German": "Verkaufspreis, VK, VK-Preis, Listenpreis, Einzelpreis, Stückpreis, Endpreis, Ladenpreis",
        "French": "prix de vente, prix unitaire, tarif, tarif régulier, prix public, prix de base, prix vente",
        "Italian": """prezzo, prezzo listino, listino, prezzo di listino, prezzo di vendita, prezzo vendita, prezzo
            unitario, prezzo al pubblico""",
        "Spanish": "precio venta, precio de venta, PVP, precio unitario, precio normal, precio público, precio lista",
        "Portuguese": "preço, preço de venda, preço venda, preço unitário, preço normal",
        "Dutch": "prijs, verkoopprijs, stukprijs, eenheidsprijs, reguliere prijs",
        "Polish": "cena, cena sprzedaży, cena detaliczna, cena jednostkowa",
        "Russian": "цена, цена продажи, розничная цена, цена розничная, стоимость",
        "other languages": """cena s DPH, pris, försäljningspris, salgspris, hinta, ár,
            eladási ár, preț, pret, fiyat, satış fiyatı, liste fiyatı, τιμή, cijena,
            prodajna cijena, ціна, 価格, 単価, 价格, 售价, 單價, 가격, 판매가""",
    },
    "active": {
        "English": "published on website, is published, visible on store, is enabled, is visible, available for sale",
        "German": "freigegeben, veröffentlicht, sichtbar, aktiviert, Artikel aktiv",
        "French": "actif, publié, publiée, en ligne, visible",
        "Italian": "attivo, attiva, pubblicato, visibile, abilitato",
        "Spanish": "publicado, habilitado, activado, disponible para la venta, disponibles para la venta",
        "Portuguese": "ativo, ativa, publicado, visível, habilitado",
        "Dutch": "actief, gepubliceerd, zichtbaar, ingeschakeld",
        "Polish": "aktywny, aktywna, opublikowany, opublikowano, widoczny",
        "Russian": "активен, активность, опубликован, включен, показывать",
        "other languages": """aktivní, aktiv, aktiivinen, aktív, activ, aktif, ενεργό,
            aktivan, активний""",
    },
}

LIKELY: Mapping[str, Mapping[str, str]] = {
    "sku": {
        "English": """code, ref, id, product id, handle, slug, mpn, ean, upc, gtin, barcode, asin, isbn, part,
            article, model, model no, product url key, url key, style, style number, style code, variant id, item,
            no, number, handleId, product reference, id prod, prod id, id product, item ref, ean13, ean code, sku
            parent, product, key, identifier, nr, uid, uuid""",
        "German": "Artikel, Nummer, Nr., Code, EAN-Code, Modell, Hersteller-Nr, Herstellernummer, ID, Kennung",
        "French": "code, réf., identifiant, code EAN, modèle, code barre, code-barres, article, numéro",
        "Italian": "articolo, art., modello, codice EAN, codice a barre, codice fornitore, id prodotto, cod.",
        "Spanish": "código de barras, modelo, id producto, artículo, cód., número, clave producto",
        "Portuguese": "código de barras, modelo, artigo, cód., id produto, número",
        "Dutch": "code, artikel, nummer, EAN-code, streepjescode, model",
        "Polish": "ean, kod kreskowy, kod ean, id produktu, model, numer, lp",
        "Russian": "штрихкод, штрих-код, модель, номер, идентификатор, ид",
        "other languages": """id, model, ean, čárový kód, barkod, vonalkód, streckkod,
            viivakoodi, jan, JANコード, 条码, 型号""",
    },
    "name": {
        "English": """product, item, label, short description, article, description short, item description, product
            description, model, model name, caption, book title, heading""",
        "German": "Artikel, Produkt, Kurztext, Kurzbeschreibung, Artikeltext, Text, Artikelbeschreibung",
        "French": "produit, article, description courte, descriptif court",
        "Italian": "descrizione, articolo, prodotto, descrizione breve, descr., descrizione prodotto",
        "Spanish": "descripción, producto, artículo, descripción corta, descrip., detalle, concepto",
        "Portuguese": "descrição, produto, artigo, descrição curta, descrição resumida",
        "Dutch": "omschrijving, product, artikel, korte omschrijving",
        "Polish": "produkt, towar, artykuł, krótki opis",
        "Russian": "товар, продукт, краткое описание, позиция",
        "other languages": """açıklama, malzeme adı, περιγραφή, artikel, vara, tuote,
            termék, produs, ürün, proizvod, 品目""",
    },
    "description": {
        "English": "short description, summary, details, features, long text, notes, about, overview, content",
        "German": "Kurzbeschreibung, Text, Zusatztext, Details",
        "French": "description courte, résumé, détails, récapitulatif",
        "Italian": "descrizione breve, dettagli, note",
        "Spanish": "descripción corta, detalles, resumen",
        "Portuguese": "descrição curta, detalhes",
        "Dutch": "korte omschrijving, details",
        "Polish": "krótki opis, szczegóły",
        "Russian": "краткое описание, характеристики",
    },
    "price": {
        "English": """amount, initial price, final price, gross price, net price, base price, price net, price
            gross, price incl tax, price excl tax, price tax excluded, price tax included, actual price, original
            price, mrp, rrp, msrp, srp, trade price, rate, value, standard price, list, price1, price 1""",
        "German": """Preis netto, Preis brutto, Nettopreis, Bruttopreis, Betrag, UVP, Netto, Brutto, Preis EUR,
            Händlerpreis, Grundpreis, VK brutto, VK netto""",
        "French": "prix HT, prix TTC, prix net, prix brut, montant, tarif HT, tarif TTC, PVP, prix catalogue",
        "Italian": """prezzo netto, prezzo lordo, importo, netto cliente, listino base, listino 1, prezzo ivato,
            prezzo iva esclusa, prezzo base, prezzo consigliato""",
        "Spanish": "precio neto, precio base, importe, precio sin IVA, precio con IVA, tarifa, precio final, valor",
        "Portuguese": "preço base, preço final, valor, preço sem IVA, preço com IVA, valor unitário, preço líquido",
        "Dutch": """prijs excl., prijs incl., nettoprijs, brutoprijs, adviesprijs, bedrag, prijs excl btw, prijs
            incl btw""",
        "Polish": "cena netto, cena brutto, wartość, kwota, cena katalogowa",
        "Russian": "цена руб, сумма, цена опт, оптовая цена, цена с НДС, цена без НДС, базовая цена",
        "other languages": """cena bez DPH, nettó ár, bruttó ár, KDV dahil fiyat, preț fără
            TVA, pris exkl moms, pris inkl moms""",
    },
    "active": {
        "English": "available, in stock, visibility, availability, state, live, for sale, saleable, sellable",
        "German": "verfügbar, Status, lieferbar, Verfügbarkeit",
        "French": "disponible, statut, état, en stock",
        "Italian": "disponibile, stato, disponibilità, in vendita",
        "Spanish": "disponible, estado, estatus, disponibilidad",
        "Portuguese": "disponível, estado, situação, disponibilidade",
        "Dutch": "beschikbaar, status, leverbaar",
        "Polish": "dostępny, status, dostępność, stan",
        "Russian": "статус, наличие, в наличии, доступен",
    },
}

CONTRARY = """
    obsolete, discontinued, hidden, deleted, archived, inactive, disabled, is deleted, is hidden, is archived,
    expired, is obsolete, is discontinued, phased out, eol, Auslaufartikel, ausgelaufen, eingestellt, gelöscht,
    inaktiv, gesperrt, obsolète, supprimé, archivé, caché, inactif, arrêté, obsoleto, nascosto, eliminato,
    cancellato, fuori produzione, disattivato, annullato, descatalogado, descontinuado, oculto, eliminado, inactivo,
    inativo, excluído, vervallen, verwijderd, verborgen, udgået, utgått, ukončeno, megszűnt, wycofany, usunięty,
    ukryty, nieaktywny, архив, удален, удалён, скрыт, снят с производства
"""
"""Headers of columns that say yes where the product is not active."""

_AGAINST = {
    "sku": """supplier parent vendor group category tax currency url image picture img photo hs hsn customs option
        variant_of lieferant fornitore proveedor fournisseur""",
    "name": """category brand vendor supplier manufacturer option attribute image meta seo tax type currency file
        company collection store attribute_set tag variant_option unit color colour size hersteller marke fornitore
        categoria marca""",
    "description": "meta seo category tag image tax",
    "price": """cost costo coste cout custo kosten einkauf ek achat acquisto compra zakup supplier закупочная
        закупка wholesale purchase buying sale special promo promotion discount sconto rabatt remise descuento
        desconto korting old compare previous was shipping delivery versand spedizione tax iva vat mwst tva percent
        currency type from date qty quantity minimum unit_of standard_cost offer angebot oferta offerta aktion акция
        старая скидка per_item deposit margin profit markup weight points reward surcharge range""",
    "active": "date quantity qty stock_status count feature featured price inventory_policy",
}


def without_common_prefix(headers: Sequence[str]) -> list[str]:
    """The headers without what a program wrote before nearly all of them: `ART_DESCRIZIONE`, `ART_PREZZO`."""
    prefixes = Counter(found.group() for header in headers if (found := _PREFIX.match(header.strip())))
    prefix, number = max(prefixes.items(), key=itemgetter(1), default=("", 0))
    if number < _FEWEST_PREFIXED or number * 5 < len(headers) * 4:
        return [*headers]
    return [header.strip().removeprefix(prefix) or header for header in headers]


def words(text: str) -> frozenset[str]:
    """The words of a text, as headers are compared."""
    return frozenset(map(normalise, text.split()))


def field_named(header: str) -> tuple[str, bool] | None:
    """The field that a header names and whether it means nothing else; None if these words do not tell."""
    names = _spellings(header)
    for is_sure, by_field in ((True, _SURE), (False, _LIKELY)):
        for field, known in by_field.items():
            if not known.isdisjoint(names):
                return field, is_sure
    return None


def named(field: str, header: str) -> float:
    """How well a header names the field: 1 if it means nothing else, 0 if it does not, below 0 if it speaks against."""
    names = _spellings(header)
    if not _SURE[field].isdisjoint(names):
        return 1.0
    if not _LIKELY[field].isdisjoint(names):
        return 0.6
    parts = {part for name in names for part in name.split("_")}
    if speaks_against(field, header):
        return -1.0
    if not parts.isdisjoint(_SURE_SINGLE[field]):
        return 0.4
    return 0.3 if _COMPOUNDS[field].search(names[0]) else 0.0


def speaks_against(field: str, header: str) -> bool:
    """Whether a word of the header says that it is something else: a `cost price` is no price of the product."""
    names = _spellings(header)
    if field == "price" and COST.search(names[0]):
        return True
    return any(not _AGAINST_WORDS[field].isdisjoint(name.split("_")) for name in names)


def says_the_contrary(header: str) -> bool:
    """Whether a header names what is not active, such as *Obsolete*."""
    return not _CONTRARY.isdisjoint(_spellings(header))


@lru_cache(maxsize=10_000)
def _spellings(header: str) -> tuple[str, ...]:
    """The header as it is compared; also with its capitals taken as beginnings of words, and without a number behind.

    `VKPreis` may mean `vk_preis`, and `Artikeltext1` `artikeltext`.
    """
    parted = _BEGINNING_OF_WORD.sub(" ", header[:_LONGEST])
    names = (normalise(header), normalise(parted))
    return tuple(dict.fromkeys([*names, *(_NUMBER_BEHIND.sub("", name) for name in names)]))


def _normalised(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(normalise(name) for text in texts for name in re.split(r",\s*", text.strip()))


COST = re.compile("purchase|buying|wholesale|einkauf|einstand|achat|acquist|compra|zakup|закуп|inkoop|nakup|indkob")
"""In names of what the shop itself pays, in German inside longer words too."""
_PREFIX = re.compile(r"[^\W_]{1,12}[_./]")
_FEWEST_PREFIXED = 4
_LONGEST = 200
_BEGINNING_OF_WORD = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_BEHIND = re.compile(r"_?\d{1,2}$")
_SURE = {field: _normalised(languages.values()) for field, languages in SURE.items()}
_LIKELY = {field: _normalised(languages.values()) for field, languages in LIKELY.items()}
_CONTRARY = _normalised([CONTRARY])
_AGAINST_WORDS = {field: words(text) for field, text in _AGAINST.items()}
_SURE_SINGLE = {field: frozenset(each for each in names if "_" not in each) for field, names in _SURE.items()}
"""Words of one part, which mean the field inside a longer header too: `Prezzo in EUR`."""
_COMPOUNDS = {
    "sku": re.compile(
        r"(?:artikel|produkt|waren|teile|material|bestell)_?(?:nummer|nr|code)|(?:^|_)sku(?:$|_)|^cod_|_(?:code|codice|kod)$"
    ),
    "name": re.compile(
        r"(?:bezeichnung|artikeltext|produktname|benennung|omschrijving|navn|namn)$|^(?:nome|nombre|nom|name)_"
    ),
    "description": re.compile(r"(?:beschreibung|langtext)$|^(?:descri|opis_)"),
    "price": re.compile(r"(?:preis|prijs|price)(?:$|_)|^(?:prezzo|precio|preco|prix|cena|tsena|цена)_"),
    "active": re.compile(r"(?!)"),
}
"""Parts of longer words and names that likely mean the field."""
