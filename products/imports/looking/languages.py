"""The languages that files are written in, by which encodings are told: letters, small words, how usual they are."""

WESTERN = ("fr", "de", "it", "es", "pt", "nl", "nordic")
CENTRAL = ("pl", "cs", "hu", "ro", "hr", "de")
"""Languages of the encodings that many share."""
OF_ENCODING = {
    "cp1250": CENTRAL,
    "iso8859-2": CENTRAL,
    "cp1251": ("ru", "uk"),
    "koi8-r": ("ru",),
    "cp1253": ("el",),
    "cp1254": ("tr",),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa"),
    "cp1257": ("lt", "lv", "et"),
    "cp852": CENTRAL,
    "cp866": ("ru", "uk"),
    "cp874": ("th",),
}
"""Encoding → the languages that are written in it; others have those of the West."""
NAMES_OF = {
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "es": "Spanish",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "ru": "Russian",
}
"""Language → what `header_dictionary` calls it."""
PRIORS = {
    "pt": -0.5,
    "nl": -0.5,
    "nordic": -0.5,
    "pl": -0.7,
    "cs": -0.7,
    "hu": -1.5,
    "ro": -1.5,
    "hr": -1.5,
    "tr": -1.5,
    **dict.fromkeys(("lt", "lv", "et", "he", "ar", "fa", "th"), -1.5),
}
"""How much rarer files of these languages are, as a logarithm: a single letter decides nothing."""
LATIN = {*WESTERN, *CENTRAL, "tr", "lt", "lv", "et"}
ALONE_IN_WORDS = {"ru", "uk", "el", "he", "ar", "fa", "th"}
"""Languages whose letters do not stand beside those of English in one word."""
LETTERS = {
    "fr": "éèàêçôîâûùïëœüöäñ",
    "de": "üäößéàè",
    "it": "àèéùòìç",
    "es": "óíáñéúüç",
    "pt": "ãçáéêíóõâôúà",
    "nl": "ëéïèöü",
    "nordic": "öäåøæéü",
    "pl": "łóęąśżćńźéü",
    "cs": "íáéěýřžčšůúťňďóľôĺŕäüö",
    "hu": "éáöőóüíúű",
    "ro": "ăîâșțşţéö",
    "hr": "čšžćđéü",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё№",
    "uk": "оаинвіртеслкумдпязьбгйчхцюєїжшщфґ№",
    "el": "αοιετσνρηυςκπλμωδγάόίέύήθχφβώξζψϊϋ",
    "tr": "ıüşğöçâîû",
    "he": "יוהלאתרבמשנםחדכקפעטזסגצןךףץ",
    "ar": "اليمنرتبوةدعسفهكقحجشصطخضذثزغظأءىئإآؤ",
    "fa": "اینردهمتسوشبلکزیفگخقچعجحصپطغآضذثظئژ",
    "lt": "ėšįųžąčęū",
    "lv": "āīēšūļņžčķģ",
    "et": "äõüöšž",
    "th": "านรกอเงมยลวดตสทปะหแคใไพขชบจโถผซณธฉภศฟฮญฐฆฝษฬ่ัี้ิุู็์ำืึ",
}
"""Language → its letters beyond ASCII, the most frequent first."""
STOP_WORDS = {
    "fr": "de la le les et pour avec en du des sans sur",
    "de": "und mit für der die das aus ohne von zum im stück",
    "it": "di con per da il la in del della e senza al",
    "es": "de con para el la los y en del sin al por",
    "pt": "de com para o a os e em do da sem por",
    "nl": "de het een en met voor van zonder op",
    "nordic": "och med för og i til av uden utan på",
    "pl": "z do i na w dla ze oraz bez",
    "cs": "a s na pro do ze bez v z",
    "hu": "és az egy nem db",
    "ro": "de cu pentru si din la fara",
    "hr": "i za s sa od na bez",
    "tr": "ve ile için bir",
    "lt": "ir su be iki",
    "lv": "un ar bez no",
    "et": "ja ei koos",
}
"""Language → words that stand in many names."""
