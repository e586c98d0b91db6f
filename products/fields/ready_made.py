"""Own fields that most catalogues want, to be added with a click: kinds, marks, and how files name them. Pure.

No header may be reserved, or stand in two of them; a test sees to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from products.fields.kinds import KindName

LANGUAGES = ("English", "German", "French", "Spanish", "Italian", "Dutch")


@dataclass(frozen=True)
class ReadyMade:
    """What a field is added with. `headers`: language → names of its column in files, with commas between."""

    key: str
    label: str
    about: str
    """What it is for, in a few words."""
    kind: KindName
    headers: Mapping[str, str]
    settings: Mapping[str, object] = field(default_factory=dict)
    searchable: bool = False
    sortable: bool = False
    in_list: bool = True
    told: bool = True

    @property
    def synonyms(self) -> list[str]:
        names = (name.strip() for names in self.headers.values() for name in names.split(","))
        return [*dict.fromkeys(names)]


READY_MADE: tuple[ReadyMade, ...] = (
    ReadyMade(
        key="brand",
        label="Brand",
        about="Who makes it",
        kind="text",
        searchable=True,
        sortable=True,
        headers={
            "English": "brand name, manufacturer, vendor, make",
            "German": "Marke, Markenname, Hersteller",
            "French": "marque, fabricant",
            "Spanish": "marca, fabricante",
            "Italian": "marca, marchio, produttore",
            "Dutch": "merk, merknaam, fabrikant",
        },
    ),
    ReadyMade(
        key="barcode",
        label="Barcode",
        about="EAN, UPC, GTIN or ISBN, with its check digit",
        kind="barcode",
        searchable=True,
        headers={
            "English": "ean, ean code, ean13, ean 13, gtin, gtin13, upc, upc code, isbn, isbn13, variant barcode",
            "German": "Strichcode, EAN-Nummer, GTIN-Nummer",
            "French": "code-barres, code barre, code EAN",
            "Spanish": "código de barras, código EAN",
            "Italian": "codice a barre, codice EAN",
            "Dutch": "streepjescode, EAN-nummer",
        },
    ),
    ReadyMade(
        key="category",
        label="Category",
        about="Where it belongs, such as Home > Kitchen",
        kind="text",
        searchable=True,
        sortable=True,
        headers={
            "English": "categories, product category, product type, category path, department",
            "German": "Kategorie, Kategorien, Warengruppe, Produktkategorie",
            "French": "catégorie, catégories, rayon",
            "Spanish": "categoría, categorías",
            "Italian": "categoria, categorie, reparto",
            "Dutch": "categorie, categorieën, productgroep",
        },
    ),
    ReadyMade(
        key="stock",
        label="Stock",
        about="How many are there",
        kind="integer",
        sortable=True,
        headers={
            "English": "quantity, qty, stock quantity, stock level, inventory, inventory quantity, on hand",
            "German": "Bestand, Lagerbestand, Menge, Lagermenge",
            "French": "quantité, quantité en stock, stock disponible",
            "Spanish": "existencias, cantidad, inventario",
            "Italian": "giacenza, quantità, scorte",
            "Dutch": "voorraad, aantal, hoeveelheid",
        },
    ),
    ReadyMade(
        key="cost",
        label="Cost",
        about="What you pay for it; webhooks keep it to themselves",
        kind="money",
        sortable=True,
        in_list=False,
        told=False,
        headers={
            "English": "cost price, cost per item, unit cost, purchase price, buying price",
            "German": "Einkaufspreis, EK, EK-Preis, Einstandspreis",
            "French": "coût, prix d'achat, prix coûtant",
            "Spanish": "coste, costo, precio de compra, precio de coste",
            "Italian": "costo, prezzo di acquisto, prezzo d'acquisto",
            "Dutch": "kostprijs, inkoopprijs",
        },
    ),
    ReadyMade(
        key="weight",
        label="Weight",
        about="In kilograms, to the gram",
        kind="decimal",
        settings={"places": 3, "unit": "kg"},
        sortable=True,
        in_list=False,
        headers={
            "English": "weight kg, item weight, product weight, shipping weight, net weight",
            "German": "Gewicht, Gewicht kg, Produktgewicht, Nettogewicht",
            "French": "poids, poids kg, poids net",
            "Spanish": "peso, peso kg, peso neto",
            "Italian": "peso, peso kg, peso netto",
            "Dutch": "gewicht, gewicht kg, nettogewicht",
        },
    ),
    ReadyMade(
        key="image_urls",
        label="Image URLs",
        about="Addresses of pictures, with commas between",
        kind="list",
        settings={"separator": ","},
        in_list=False,
        headers={
            "English": "images, image, image url, image link, image src, picture, pictures, picture url, photos",
            "German": "Bild, Bilder, Bild-URL, Bild-URLs, Bildlink, Produktbilder",
            "French": "image, images, URL de l'image, lien image, photo",
            "Spanish": "imagen, imágenes, URL de imagen, enlace imagen",
            "Italian": "immagine, immagini, URL immagine, link immagine",
            "Dutch": "afbeelding, afbeeldingen, afbeelding URL, foto, foto's",
        },
    ),
    ReadyMade(
        key="tags",
        label="Tags",
        about="Words to group it by, with commas between",
        kind="list",
        settings={"separator": ","},
        searchable=True,
        in_list=False,
        headers={
            "English": "tag, product tags, keywords",
            "German": "Schlagwörter, Schlagworte, Stichwörter",
            "French": "étiquettes, mots-clés",
            "Spanish": "etiquetas, palabras clave",
            "Italian": "etichette, parole chiave",
            "Dutch": "trefwoorden, productlabels",
        },
    ),
    ReadyMade(
        key="manufacturer_number",
        label="Manufacturer number",
        about="The number that its maker gives it",
        kind="text",
        searchable=True,
        in_list=False,
        headers={
            "English": "mpn, manufacturer part number, manufacturer no, mfr part number",
            "German": "Herstellernummer, Hersteller-Artikelnummer, Herstellerartikelnummer, Hersteller-Nr.",
            "French": "référence fabricant, référence du fabricant, numéro fabricant",
            "Spanish": "referencia del fabricante, código del fabricante, número de fabricante",
            "Italian": "codice produttore, codice del produttore, codice fabbricante",
            "Dutch": "fabrikantnummer, artikelnummer fabrikant, fabrikant artikelnummer",
        },
    ),
)
BY_KEY: Mapping[str, ReadyMade] = {each.key: each for each in READY_MADE}
