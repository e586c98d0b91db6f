"""The words by which headers in many languages name the built-in fields, and words that speak against a field. Pure.

`fields.headers` knows those that are taken without asking in every file; these are more, for looking at a file.
SURE words mean nothing else in a file of products. LIKELY ones often mean the field, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from products.fields import state_dictionary

SURE: Mapping[str, Mapping[str, str]] = {
    "sku": {
        "English": """stock code, stock number, stock no, catalogue number, catalog number, catalog no,
            product number, product no, seller sku, merchant sku, sku code, sku number, sku id, article code,
            article id, internal reference, default code, item id, part code, model number, item sku, sku no,
            product sku code, supplier aid, supplier pid, order code, stockcode, itemcode, material number,
            product sku, reference number, prod. code""",
        "German": """Artikelnr, Artikel-Nr, Artikel Nummer, Art.-Nr., Art.Nr., ArtNr, Bestellnummer, Bestellnr,
            Best.-Nr., Produktnummer, Produkt-Nr, Sachnummer, Teilenummer, Materialnummer, Artikelcode,
            Artikel-Nummer, Bestell-Nr., Mat.-Nr., Warennummer, Bestellcode""",
        "French": """référence, réf. article, référence article, référence produit, réf. produit, code article,
            code produit, UGS, référence interne, code art, n° article, numéro d'article, réf produit, code réf,
            n° de référence""",
        "Italian": """codice, codice articolo, cod. articolo, cod. art., codice art., codice prodotto,
            cod. prodotto, codice interno, riferimento, cod. prod., codice prod.""",
        "Spanish": """código artículo, código producto, código de producto, código del producto, cód. artículo,
            cód. producto, código interno, código de artículo, referencia producto, clave, cód. art.,
            ref. artículo, nº artículo, número de artículo""",
        "Portuguese": """código produto, código do produto, cód. produto, código do artigo, código artigo,
            referência, código interno, ref. produto, código SKU""",
        "Dutch": """artikelcode, productcode, bestelnummer, bestelcode, artikelnr, artikel nr, productnummer,
            art.nr., art. nr., bestelnr""",
        "Polish": """kod produktu, kod towaru, indeks, indeks produktu, numer katalogowy, nr katalogowy, symbol,
            kod artykułu, kod, nr artykułu, numer artykułu, indeks towaru, symbol towaru, numer produktu""",
        "Russian": """артикул, код товара, код, артикул товара, код номенклатуры, код артикула,
            артикул производителя, арт.""",
        "other languages": """kód, kód produktu, katalogové číslo, objednací kód, kód zboží, artnr, varenummer,
            varenr, artikelnummer, tuotenumero, tuotekoodi, cikkszám, termékkód, cod, cod produs, ürün kodu,
            stok kodu, kod, κωδικός, šifra, šifra artikla, код товару, 商品コード, 品番, 货号, 商品编码,
            产品编号, 貨號, 상품코드, číslo zboží, číslo produktu, číslo artiklu, obj. číslo, objednací číslo,
            katalógové číslo, číslo tovaru, kód tovaru, artikkelnr, artikkelnummer, varekode, produktnr,
            produktnummer, produktkode, produktkod, tuotenro, termék kód, rendelési kód, cod articol,
            codul produsului, cod intern, ürün no, stok no, malzeme kodu, κωδικός προϊόντος, κωδικός είδους,
            κωδ., šifra proizvoda, šifra izdelka, kataloški broj, каталожен номер, код на продукта,
            артикул товару, tootekood, preces kods, prekės kodas, 商品番号, 製品コード, 製品番号, 品目コード,
            产品编码, 物料编码, 商品货号, 款号, 料号, 商品編號, 상품번호, 제품코드, 품번, 품목코드""",
    },
    "name": {
        "English": """item title, article name, name of product, product title, full name, display name,
            style name, name of item""",
        "German": """Bezeichnung, Artikelbezeichnung, Produktname, Produktbezeichnung, Titel, Artikelname,
            Bezeichnung 1, Kurzbezeichnung, Warenbezeichnung, Materialkurztext, Materialbezeichnung,
            Produkttitel, Benennung""",
        "French": """désignation, libellé, nom du produit, intitulé, titre, nom produit, libellé produit,
            nom article, libellé article, désignation article, désignation produit, nom de l'article""",
        "Italian": "nome, denominazione, nome prodotto, titolo, nome articolo, nome del prodotto, descrizione articolo",
        "Spanish": """nombre producto, nombre del producto, título, nombre de producto, nombre artículo,
            denominación, nombre comercial""",
        "Portuguese": """nome, nome do produto, título, designação, nome produto, denominação, nome comercial,
            título do produto""",
        "Dutch": """naam, productnaam, artikelnaam, titel, product naam, artikelomschrijving, benaming,
            artikelbenaming, producttitel""",
        "Polish": "nazwa, nazwa produktu, nazwa towaru, tytuł, nazwa artykułu, nazwa handlowa, nazwa asortymentu",
        "Russian": """название, наименование, наименование товара, название товара, номенклатура, имя,
            полное наименование""",
        "other languages": """název, název produktu, název zboží, namn, benämning, produktnamn, navn, varenavn,
            nimi, tuotenimi, megnevezés, név, terméknév, denumire, denumire produs, nume, ürün adı, ad, όνομα,
            ονομασία, naziv, naziv artikla, назва, назва товару, 商品名, 品名, 名称, 商品名称, 产品名称, 상품명,
            název výrobku, název položky, názov, názov produktu, názov tovaru, produktnavn, varetekst,
            artikkelnavn, artikelbenämning, tuotteen nimi, nimike, nimitys, termék neve, termék megnevezése,
            cikk megnevezése, denumire articol, denumirea produsului, nume produs, ürün ismi, ürün başlığı,
            stok adı, ονομασία προϊόντος, όνομα προϊόντος, περιγραφή είδους, τίτλος, naziv proizvoda,
            naziv izdelka, име, име на продукта, наименование на продукта, назва продукту, найменування,
            toote nimi, nosaukums, preces nosaukums, pavadinimas, prekės pavadinimas, 製品名, 品目名,
            商品タイトル, アイテム名, 商品名稱, 产品名, 货品名称, 제품명, 품명, 품목명""",
    },
    "description": {
        "English": """full description, item description, product details, product description html, body html,
            sales description""",
        "German": """Beschreibung, Langtext, Produktbeschreibung, Artikelbeschreibung, Langbeschreibung,
            Beschreibungstext, Verkaufsbeschreibung""",
        "French": """description longue, descriptif, description complète, description produit, description,
            description de vente, description commerciale""",
        "Italian": """descrizione, descrizione estesa, descrizione lunga, descrizione completa, descrizione di vendita,
            descrizione vendita""",
        "Spanish": """descripción, descripción larga, descripción completa, descripción del producto,
            descripción producto, descripción de venta""",
        "Portuguese": "descrição, descrição completa, descrição do produto, descrição longa, descrição produto",
        "Dutch": "omschrijving, beschrijving, lange omschrijving, productomschrijving, productbeschrijving",
        "Polish": "opis, opis produktu, pełny opis, opis towaru, długi opis",
        "Russian": "описание, описание товара, полное описание",
        "other languages": """popis, beskrivning, beskrivelse, kuvaus, leírás, descriere, ürün açıklaması,
            περιγραφή προϊόντος, opis artikla, опис, 説明, 商品説明, 描述, 商品描述, 설명, popis produktu,
            popis zboží, περιγραφή, produktbeskrivning, produktbeskrivelse, tuotekuvaus, termékleírás,
            ürün açıklama""",
    },
    "price": {
        "English": """selling price, sales price, sell price, selling price gross, price per unit, item price,
            public price, price excl, price each""",
        "German": "Verkaufspreis, VK, VK-Preis, Listenpreis, Einzelpreis, Stückpreis, Endpreis, Ladenpreis",
        "French": "prix de vente, prix unitaire, tarif, tarif régulier, prix public, prix de base, prix vente",
        "Italian": """prezzo, prezzo listino, listino, prezzo di listino, prezzo di vendita, prezzo vendita,
            prezzo unitario, prezzo al pubblico""",
        "Spanish": "precio venta, precio de venta, PVP, precio unitario, precio normal, precio público, precio lista",
        "Portuguese": "preço, preço de venda, preço venda, preço unitário, preço normal",
        "Dutch": "prijs, verkoopprijs, stukprijs, eenheidsprijs, reguliere prijs",
        "Polish": "cena, cena sprzedaży, cena detaliczna, cena jednostkowa",
        "Russian": "цена, цена продажи, розничная цена, цена розничная, стоимость",
        "other languages": """cena s DPH, pris, försäljningspris, salgspris, hinta, ár, eladási ár, preț, pret,
            fiyat, satış fiyatı, liste fiyatı, τιμή, cijena, prodajna cijena, ціна, 価格, 単価, 价格, 售价,
            單價, 가격, 판매가, prodejní cena, predajná cena, utpris, listpris, listepris, stykpris,
            udsalgspris, utsalgspris, myyntihinta, yksikköhinta, egységár, listaár, preț vânzare,
            preț de vânzare, birim fiyat, birim fiyatı, perakende fiyatı, ürün fiyatı, τιμή λιανικής,
            λιανική τιμή, τιμή πώλησης, τιμή μονάδας, τιμή τιμοκαταλόγου, maloprodajna cijena, prodajna cena,
            продажна цена, роздрібна ціна, hind, müügihind, kaina, pārdošanas cena, 販売価格, 売価, 販売単価,
            通常価格, 单价, 零售价, 零售價, 售價, 销售价, 판매가격, 단가""",
    },
    "active": state_dictionary.SURE,
}

LIKELY: Mapping[str, Mapping[str, str]] = {
    "sku": {
        "English": """code, ref, id, product id, handle, slug, mpn, ean, upc, gtin, barcode, asin, isbn, part,
            article, model, model no, product url key, url key, style, style number, style code, variant id,
            item, no, number, handleId, product reference, id prod, prod id, id product, item ref, ean13,
            ean code, sku parent, product, key, identifier, nr, uid, uuid, order number, order no,
            supplier part number, supplier part id, supplier part no, supplier item number, supplier sku,
            vendor part number, vendor sku, manufacturer part number, manufacturer part no, mfr part number,
            mfr part no, style no, style ref, art. no, custom label""",
        "German": """Artikel, Nummer, Nr., Code, EAN-Code, Modell, Hersteller-Nr, Herstellernummer, ID, Kennung,
            Material, Typ, PZN""",
        "French": """code, réf., identifiant, code EAN, modèle, code barre, code-barres, article, numéro,
            réf. fabricant, référence fabricant""",
        "Italian": "articolo, art., modello, codice EAN, codice a barre, codice fornitore, id prodotto, cod.",
        "Spanish": "código de barras, modelo, id producto, artículo, cód., número, clave producto",
        "Portuguese": "código de barras, modelo, artigo, cód., id produto, número",
        "Dutch": "code, artikel, nummer, EAN-code, streepjescode, model",
        "Polish": "ean, kod kreskowy, kod ean, id produktu, model, numer, lp",
        "Russian": "штрихкод, штрих-код, модель, номер, идентификатор, ид",
        "other languages": """id, model, ean, čárový kód, barkod, vonalkód, streckkod, viivakoodi, jan,
            JANコード, 条码, 型号, 型番, 商品ID, 款式编号, модел, μοντέλο, γραμμωτός κώδικας, バーコード, 条形码""",
    },
    "name": {
        "English": """product, item, label, short description, article, description short, item description,
            product description, model, model name, caption, book title, heading, title short, short title,
            title long, style description, article description, part description, material description""",
        "German": """Artikel, Produkt, Kurztext, Kurzbeschreibung, Artikeltext, Text, Artikelbeschreibung,
            Typenbezeichnung, Materialtext, Modell""",
        "French": "produit, article, description courte, descriptif court, modèle",
        "Italian": "descrizione, articolo, prodotto, descrizione breve, descr., descrizione prodotto, modello",
        "Spanish": """descripción, producto, artículo, descripción corta, descrip., detalle, concepto,
            descripción artículo, modelo""",
        "Portuguese": "descrição, produto, artigo, descrição curta, descrição resumida, modelo",
        "Dutch": "omschrijving, product, artikel, korte omschrijving",
        "Polish": "produkt, towar, artykuł, krótki opis",
        "Russian": "товар, продукт, краткое описание, позиция",
        "other languages": """açıklama, malzeme adı, περιγραφή, artikel, vara, tuote, termék, produs, ürün,
            proizvod, 品目, προϊόν, είδος, výrobek, výrobok, zboží, tovar, položka, varebeskrivelse, cikk, stok,
            malzeme, производ, продукт, 商品, 製品, 产品, 상품, 품목""",
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
        "English": """amount, initial price, final price, gross price, net price, base price, price net,
            price gross, price incl tax, price excl tax, price tax excluded, price tax included, actual price,
            original price, mrp, rrp, msrp, srp, trade price, rate, value, standard price, list, price1,
            price 1, retail, rrp inc vat, rrp ex vat, price ex vat, price inc vat, price excl vat,
            price incl vat, price ex gst, price inc gst, price per piece, fob price, exw price, ex works price,
            dealer price, buy it now price, price_EK, trade, nett price, nett, net, gross, cash price, your price""",
        "German": """Preis netto, Preis brutto, Nettopreis, Bruttopreis, Betrag, UVP, Netto, Brutto, Preis EUR,
            Händlerpreis, Grundpreis, VK brutto, VK netto, Listenpreis netto, Listenpreis brutto, Katalogpreis,
            unverbindliche Preisempfehlung, Preis exkl. MwSt., Preis inkl. MwSt., Preis pro Stück""",
        "French": """prix HT, prix TTC, prix net, prix brut, montant, tarif HT, tarif TTC, PVP, prix catalogue,
            P.U., P.U. HT, PU HT, PU TTC, PUHT, prix unitaire HT, prix unitaire TTC, prix public HT,
            prix public TTC, prix public conseillé, prix conseillé, tarif public, PV HT, PV TTC, PVC, PVC TTC,
            PPC, PV, PV conseillé""",
        "Italian": """prezzo netto, prezzo lordo, importo, netto cliente, listino base, listino 1, prezzo ivato,
            prezzo iva esclusa, prezzo base, prezzo consigliato, prezzo pubblico, prezzo unit., P.V.P.,
            prezzo cad., prezzo cadauno""",
        "Spanish": """precio neto, precio base, importe, precio sin IVA, precio con IVA, tarifa, precio final,
            valor, PVPR, PVP recomendado, P.V.P., precio s/IVA, precio c/IVA, precio IVA incluido, neto, bruto""",
        "Portuguese": """preço base, preço final, valor, preço sem IVA, preço com IVA, valor unitário,
            preço líquido, preço c/ IVA, preço s/ IVA, preço de tabela, preço tabela, PVP c/ IVA, preço un.,
            vlr unit, vl unit, vlr unitário, vlr venda, vl venda, valor de venda, valor venda""",
        "Dutch": """prijs excl., prijs incl., nettoprijs, brutoprijs, adviesprijs, bedrag, prijs excl btw,
            prijs incl btw, consumentenprijs, prijs per stuk, bruto prijs, netto prijs""",
        "Polish": """cena netto, cena brutto, wartość, kwota, cena katalogowa, cena jedn., cena sprzedaży netto,
            cena sprzedaży brutto, cena sugerowana, cena jednostkowa netto""",
        "Russian": """цена руб, сумма, цена опт, оптовая цена, цена с НДС, цена без НДС, базовая цена, РРЦ, МРЦ,
            цена за шт, цена за ед, прайс""",
        "other languages": """cena bez DPH, nettó ár, bruttó ár, KDV dahil fiyat, preț fără TVA, pris exkl moms,
            pris inkl moms, cena s DPH, MOC, MOC s DPH, MOC bez DPH, doporučená cena, prodejní cena bez DPH,
            prodejní cena s DPH, ceníková cena, cena za ks, cena Kč, cirkapris, rek. pris, rekommenderat pris,
            vejl. pris, vejledende pris, pris ekskl. moms, pris ex moms, pris eks mva, pris inkl mva, ohjehinta,
            ovh, veroton hinta, verollinen hinta, bruttó egységár, nettó egységár, fogyasztói ár,
            kiskereskedelmi ár, preț cu TVA, preț listă, KDV hariç fiyat, fiyatı, λιανική, τιμή με ΦΠΑ,
            τιμή χωρίς ΦΠΑ, MPC, VPC, cena z DDV, cena brez DDV, цена с ДДС, цена без ДДС, ціна з ПДВ, 定価,
            標準価格, 希望小売価格, 税込価格, 税抜価格, 本体価格, 上代, 建议零售价, 市场价, 정가, 소비자가""",
    },
    "active": state_dictionary.LIKELY,
}

AGAINST: Mapping[str, str] = {
    "sku": """supplier parent vendor group category tax currency url image picture img photo hs hsn customs option
        variant_of lieferant fornitore proveedor fournisseur""",
    "name": """category brand vendor supplier manufacturer option attribute image meta seo tax type currency file
        company collection store attribute_set tag variant_option unit color colour size hersteller marke
        fornitore categoria marca""",
    "description": "meta seo category tag image tax",
    "price": """cost costo coste cout custo kosten einkauf ek achat acquisto compra zakup supplier закупочная закупка
        wholesale purchase buying sale special promo promotion discount sconto rabatt remise descuento desconto
        korting old compare previous was shipping delivery versand spedizione tax iva vat mwst tva percent
        currency type from date qty quantity minimum unit_of standard_cost offer angebot oferta offerta aktion
        акция старая скидка per_item deposit margin profit markup weight points reward surcharge range kostpris
        kostprijs wholesale hurtowa hurtowy hurt velkoobchodni lowest kostpris kostprijs wholesale hurtowa
        hurtowy hurt velkoobchodni lowest wsp cession""",
    "active": state_dictionary.AGAINST,
}
"""Words of a longer header that say it is not the field."""

BESIDE_A_PRICE = """
    recommended suggested recomendado sugerido recommande conseille consigliato empfohlen empfohlener sugerowana
    in per pro each unit unitario unitaire piece pce pcs pc stk stck st szt ks kpl db adet ud un cad incl inkl inc
    including included excl exkl exc ex ekskl eks excluding excluded zzgl ohne mit sans avec con sin senza com sem bez
    z s c vat gst tax taxes mwst ust iva tva ht ttc btw dph pvm alv moms mva kdv pdv ddv sis ндс пдв ддс фпа с без με
    χωρις
"""
"""Words that may stand beside the name of a price: what it is for, and whether with tax or recommended."""
