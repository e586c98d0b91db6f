"""Texts of many languages, each in the encodings that its files come in, are read as they were written."""

import pytest

from products.imports.looking.encodings import CHOICES, changed_words, guess
from products.imports.reading.transcoding import NAMES, codec_of

TEXTS = {
    "Italian": ("Caffettiera Città 3 tazze\nTazzina perché no\nVassoio però grande\n", "cp1252 mac-roman cp850"),
    "French": ("Vase émaillé\nBol crème brûlée\nPlat à gâteau\n", "cp1252 mac-roman cp850"),
    "German": ("Möhren Bund\nGemüse groß\nÄpfel süß\n", "cp1252 mac-roman cp850"),
    "one German word": ("Schlüssel 10 mm\n", "cp1252 mac-roman cp850"),
    "Spanish": ("Artículo señora\naño nuevo camión\n", "cp1252 mac-roman cp850"),
    "Portuguese": ("Pão de açúcar\nCafeteira elétrica não\n", "cp1252 mac-roman cp850"),
    "Swedish": ("Blå kopp med öra\nskål för gröt\n", "cp1252 mac-roman"),
    "Polish": ("Śruba żółta długa\nKubek z rączką\nŁyżka do butów\n", "cp1250 iso8859-2"),
    "Czech": ("Šroubovák křížový\nKotouč řezný žlutý\n", "cp1250 iso8859-2"),
    "Hungarian": ("Bögre kék fülű\nasztal körte szőlő\n", "cp1250 iso8859-2"),
    "Russian": ("Болт оцинкованный\nГайка М10\nШайба плоская\n", "cp1251 koi8-r"),
    "Greek": ("Κούπα μπλε\nΠοτήρι νερού\n", "cp1253"),
    "Turkish": ("Çelik bardak için\nyeşil düğme\n", "cp1254"),
    "Hebrew": ('מק"ט,תיאור פריט,ברקוד\nשמן זית גליל\nטחינה גולמית\n', "cp1255"),
    "Arabic": ("اسم المنتج,السعر\nزيت زيتون\nكوب قهوة أزرق\n", "cp1256"),
    "Lithuanian": ("Puodelis mėlynas su rankenėle\nžalias šaukštas\n", "cp1257"),
    "Latvian": ("Krūze zila ar vāku\nkafijas karote tērauda\n", "cp1257"),
    "Polish from DOS": ("Śruba żółta długa\nKubek z rączką\nŁyżka do butów\n", "cp852"),
    "Czech from DOS": ("Šroubovák křížový\nKotouč řezný žlutý\n", "cp852"),
    "Russian from DOS": ("Болт оцинкованный\nГайка М10\nШайба плоская\n", "cp866"),
    "Thai": ("แก้วกาแฟสีน้ำเงิน\nผ้าเช็ดตัวขนาดใหญ่\n", "cp874"),
    "English dashes": ("Trade – Decorator’s brush\nPainter’s tape – 25 mm\n", "cp1252 mac-roman"),
    "prices in pounds": ("Rod 13ft,£55.50\nReel,£9.99\n", "cp1252"),
    "prices in euros": ("Bolzen M8;47,92 €\nMutter M8;8,58 €\n", "cp1252 mac-roman"),
    "pounds before a blank": ("Rod 13ft,£ 55.50\nReel,£ 9.99\n", "cp1252"),
    "Japanese of Windows": ("㈱ボルト ①亜鉛\nカップ 青い 大\n", "cp932"),
    "Japanese": ("ボルト 亜鉛\nカップ 青い 大\n日本製\n", "shift_jis"),
    "Japanese with a | in a letter": ("商品番号 ポット\n有田焼 湯呑み\n", "shift_jis"),
    "Chinese": ("不锈钢杯子\n蓝色 大号 毛巾\n", "gb18030"),
    "traditional Chinese": ("不鏽鋼杯子\n藍色 大號 毛巾\n", "big5"),
    "Korean": ("머그컵 파란색\n수건 큰\n", "euc-kr"),
    "only signs": ("Ruler 10° cold\nBrand® cup ½ l\n", "cp1252 latin-1"),
}


HEADERS = {
    "Danish": ("Varenummer;Navn;Salgspris;Varegruppe;Størrelse", "cp1252"),
    "Norwegian": ("Artikkelnr;Navn;Pris;Antall;Leverandør", "cp1252"),
    "Polish": ("Indeks;Opis;Cena;Zdjęcie;Marka", "cp1250"),
    "Japanese": ("品番;品名;価格;サイズ", "shift_jis"),
    "Chinese": ("产品编号;品名;售价;采购价;规格", "gb18030"),
    "Turkish": ("Adı;Fiyat;Kategori;Üretici;İskonto", "cp1254"),
}


@pytest.mark.parametrize("language", HEADERS)
def test_header_tells_the_encoding_where_nothing_else_has_letters_of_a_language(language: str) -> None:
    header, encoding = HEADERS[language]
    price = "12,50 €" if encoding.startswith("cp") else "12,50"
    lines = [header, *(f"A-{number};Steel mug S;{price};4;x" for number in range(1, 9))]
    data = [f"{line}\n".encode(codec_of(encoding)) for line in lines]
    found = guess(data, data)
    assert found is not None
    assert data[0].decode(codec_of(found.encoding)) == f"{header}\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(text, encoding, id=f"{language} in {encoding}")
        for language, (text, encodings) in TEXTS.items()
        for encoding in encodings.split()
    ],
)
def test_the_likeliest_encoding_reads_the_text_as_it_was_written(text: str, encoding: str) -> None:
    written = text.encode(encoding)
    found = guess(written.split(b"\n"))
    assert found is not None
    assert written.decode(codec_of(found.encoding)) == text


def test_names_in_the_header_tell_the_language_of_a_few_letters() -> None:
    header, row = b"Codice;Descrizione;Prezzo di listino", "01;Disco Ø 125 più forte;3,20".encode("cp1252")
    found = guess([row], [header, row])
    assert found is not None
    assert found.encoding == "cp1252"


def test_words_show_what_the_runner_up_would_read() -> None:
    found = guess(["Vase émaillé".encode("mac-roman")])
    assert found is not None
    assert found.encoding == "mac-roman"
    assert found.words[0][0] == "émaillé"
    assert found.words[0][1] != "émaillé"
    assert found.runner_up not in ("", "mac-roman")


def test_lines_that_only_one_encoding_can_read_are_enough() -> None:
    assert guess([b"caf\xe9"]) is not None


def test_changed_words_are_at_most_ten_and_each_is_shown_once() -> None:
    lines = [f"é{number} plain é{number}".encode("cp1252") for number in range(30)]
    found = changed_words(lines, "cp1252", "cp1250")
    assert found == []  # the letter is the same in both
    found = changed_words([line.replace(b"\xe9", b"\xe8") for line in lines], "cp1252", "cp1250")
    assert len(found) == len({*found}) == 10


def test_every_choice_has_a_name() -> None:
    assert {*CHOICES} <= {*NAMES}
    for encoding in CHOICES:
        assert "a".encode(encoding) == b"a"
