"""Beginnings of the words by which headers and cells say that a product is sold, or not any more. Pure.

Each is compared with the beginnings of words, without accents and case. `_` is a gap or none: `te_koop` is *te koop*
and *tekoop*. A point behind it is the end of the word. `state_words` says what they mean together.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTIVE: Mapping[str, str] = {
    "English": """activ sell. enabled publish public. visib showing shown. show_on show_in display listed. for_sale
        sellable saleable salable sale_ok sell_on can_be_sold buyable purchasable orderable is_live live. in_range
        current_range on_menu in_catalog still_stock still_sold making_it makeing_it still_made in_use in_assortment
        valid_for show. can_sell ranged act. publ. pub. vis. currently_sold sold_online sold_in in_current
        in_production on_range carried. actv valid. in_catalogue_now purchase_able on_website on_site on_line_shop
        act_flg act_flag use_yn. use_flg use_flag disp_yn display_yn sale_yn sell_yn keep. to_sell. tosell
        forsell visab publis in_print still_avail activate enab.""",
    "German": """aktiv freigegeb freischalt freigeschalt veröffentlicht veroeffentlicht sichtbar anzeigen angezeigt
        im_sortiment im_shop im_verkauf verkaufbar verkäuflich verkaufsartikel bestellbar im_programm im_katalog
        gelistet freigabe shopartikel akt. kann_verkauft können_verkauft verkaufsfähig gültig gueltig aktuell
        verkaufsfrei
        im_angebot im_webshop wird_geführt kaufbar buchbar in_produktion""",
    "French": """actif publié affich en_vente à_la_vente vendable commercialis au_catalogue en_boutique
        peut_être_vendu actifs valide. en_gamme au_tarif en_production en_magasin""",
    "Italian": """attiv abilitat pubblicat visibil in_vendita vendibil acquistabil in_catalogo a_catalogo
        in_assortiment può_essere_venduto valido valida. in_uso in_gamma in_listino a_listino trattato gestito
        in_produzione att.""",
    "Spanish": """habilitad publicad a_la_venta en_venta vendible en_catálogo en_tienda mostrar en_línea comprable
        se_vende puede_ser_vendido puede_venderse vigente en_uso alta. en_surtido se_fabrica comercializad habil.""",
    "Portuguese": """ativ. ativo ativa habilitad visível à_venda vendável em_linha no_catálogo exibir na_loja
        pode_ser_vendido em_uso comercializad em_produção ligado. atv.""",
    "Catalan": "actiu publicat a_la_venda en_venda",
    "Dutch": """actief actieve gepubliceerd zichtbaar te_koop verkoopbaar verkoopartikel ingeschakeld bestelbaar
        in_assortiment tonen in_verkoop op_site kan_verkocht kan_worden_verkocht kan_verkocht_worden in_gebruik
        actueel in_collectie""",
    "Swedish": """publicerad synlig visas visa_i till_salu säljbar i_sortiment beställningsbar kan_säljas säljs.
        till_försäljning publicera i_bruk gällande saluförs används på_hemsidan""",
    "Danish": """publiceret offentliggjort vises vis_i salgbar kan_sælges til_salg sælges. i_brug gældende føres
        på_hjemmeside""",
    "Norwegian": "publisert til_salgs salgbar kan_selges selges. publiser gjeldende på_nett i_nettbutikk",
    "Finnish": """aktiiv julkaist näkyv näytä myynnissä myytäv valikoimassa käytössä tilattav voidaan_myydä näytet
        esillä voimassa verkossa myydään""",
    "Polish": """aktywn widoczn opublikow w_sprzedaży w_ofercie sprzedawan włączon pokaż wyświetl na_stronie
        w_sklepie można_sprzed do_sprzedaży w_użyciu obowiązuj czynny czynna ważny. ważna. w_katalogu""",
    "Czech": """viditeln zobraz publik zveřejn v_prodeji v_nabídce povolen v_e_shop může_být_prod zapnut nabízet
        exportovat_na_e platný platná platné používá v_katalogu prodejn v_sortimentu aktuální nabízí_se k_prodeji""",
    "Slovak": "zverejn v_predaji v_ponuke predajn aktuálny používa k_predaju na_predaj",
    "Hungarian": """engedélyez látható közzétett forgalmazott forgalomban értékesíthető eladható rendelhető megjelen
        forgalmazható érvényes használatban aktuális forgalmaz webshopban gyártott""",
    "Romanian": """vizibil afișat afișează în_vânzare vandabil la_vânzare comercializ de_vânzare afișare valabil
        în_uz în_ofertă activat""",
    "South Slavic": """objavlj vidljiv viden. vidno prikaz prikaž u_prodaji v_prodaji u_ponudi v_ponudbi u_trgovini
        v_trgovini v_uporabi u_upotrebi objavljen објављ видљив прикаж приказ у_продаји za_prodaj dostupno_na_web
        objavi. prodaje_se važeć u_asortiman aktualn veljav redni. ponud активан uporab upotreb""",
    "Bulgarian": """активен активн активан публик продава в_продажба показва за_продажба валиден валидн в_употреба
        предлага в_асортимент""",
    "Greek": """ενεργ ενεργοποι δημοσιευ ορατ εμφαν προς_πώληση πωλείται σε_πώληση σε_ισχύ προβολή σε_χρήση κυκλοφορ
        πωλήσιμ στο_eshop στο_e_shop""",
    "Turkish": """aktif etkin yayında yayınlan göster görün satışta satılık satışa_açık kullanımda geçerli listede
        satılabil""",
    "Lithuanian": "aktyv rodom rodyti matom parduodam galioj naudojam prekiaujam aktual",
    "Latvian": "aktīv redzam rādīt pārdošanā pārdod spēkā lieto. tirgo. aktuāl publicēt",
    "Estonian": "nähtav avaldatud müügis kuvatud kehtiv kasutusel müügil aktuaaln",
    "Russian": """опублик видим показыв показать отображ включен в_продаже продается на_сайте в_ассортименте
        выставлен активность активен можно_прод для_продажи действу использу актуал в_каталоге на_витрине публиков
        показ. включить есть_в_продаже к_продаже разреш""",
    "Ukrainian": """опублік показув відображ увімкн у_продажу на_сайті діючий актуал використов у_каталозі активн
        до_продажу дозвол""",
    "Hebrew": "פעיל מוצג גלוי למכירה באתר מופעל פורסם מפורסם",
    "Arabic": "نشط مفعل منشور ظاهر معروض فعال متاح_للبيع للبيع",
    "Chinese": "上架 启用 啟用 在售 有效 可售 发布 发佈 显示 上线 上下架 在产 是否销售",
    "Japanese": """有効 公開 表示 販売中 掲載 販売可 取扱あり 使用区分 使用可 取扱中
        kokai. yuko. shiyo.""",
    "Korean": "활성 판매중 판매여부 노출 진열 공개 사용여부 전시 사용유무 사용구분",
    "Vietnamese": "hoạt_động hiển_thị đang_bán kích_hoạt đang_kinh_doanh còn_bán",
    "Indonesian": "tampil dijual ditampilkan",
    "Persian": "منتشر قابل_فروش نمایش",
    "Thai": "เปิดใช้งาน แสดง เปิดขาย ใช้งาน",
    "Hindi": "सक्रिय",
    "other languages": "virkur virk. til_sölu sýnileg aktief gníomhach salgai aktibo белсенді აქტიური ակտիվ",
}
"""In headers and cells."""

ENDED: Mapping[str, str] = {
    "English": """inactiv disc_flag retired eol. end_of_life end_of_line end_of_sale out_of_print oop.
        out_of_production out_of_range hidden archiv is_del del. removed blocked blocking block. blocki locked
        suspend on_hold frozen phased_out phase_out phaseout phasing_out run_out cancelled canceled cancel.
        superseded ceased ended. closed closeout close_out disabl deprecat expired ignored quit_carrying no_longer
        fl_obso is_mark. banned delist unlisted unpublish invisible terminated stopped defunct inact inact. susp. arch.
        blk. obs.
        dropped dead. dormant void. voided nla. off_sale del_flag delflag on_stop stop. stop_sale n_l_a.
        supersession out_of_use not_used unused expire. ended_on disc. ann. annul. supp. bloq. blq. canc. elim.
        expd. delist. blocked_yn disc_yn obsol df_client df_at df_plant drop_flg drop_flag hide discon dicontin
        discotin obsel archiev a_h. delet withdr widthdr disco.""",
    "German": """inaktiv gesperrt gesp. sperr auslauf ausgelaufen eingestellt gelöscht geloescht löschk loeschk
        löschv loeschv lösch_kz loesch_kz löschm loeschm lvorm deaktiv veraltet ausgelistet nicht_mehr nichtmehr
        außer_handel
        außer_vertrieb ausser_handel ausser_vertrieb av. abgekündigt abgekuendigt ausgeblendet versteckt verborgen
        stillgelegt beendet entfällt entfallen gestrichen storniert ungültig gspkz ausl. deakt. inakt. ruhend
        ausgemustert wegfall fällt_weg ausgeschieden nml. n_m_l. abgesetzt nicht_verwenden raus. gsp. ina. lkz.
        loekz sperre gespert inaktv a_h. vergr. auslart auslf storn""",
    "French": """inactif désactiv obsolèt supprim archiv caché cachée masqu bloqu suspendu retiré abandonn
        discontinu fin_de_vie fin_de_série annul interdit périmé hors_catalogue hors_gamme sommeil fermé. fermée.
        déréférenc plus_suivi plus_fabriqu plus_disponible plus_vendu bloc. bloq. blocage arrêt. arrêté arrêtée
        gelé. gelée. mort. hors_tarif hors_vente suppr""",
    "Italian": """inattiv disattiv obsolet eliminat cancellat annullat nascost fuori_produz fuori_catalog
        fuori_listin fuori_assort bloccat blocco dismess sospes cessat disabilitat ritirat esclus in_disuso
        fuori_uso fuori_gamma fuori_vendita terminato terminata soppress scadut chiuso. fine_serie fine_produzione
        sosp. cess. dism. f_p.""",
    "Spanish": """desactiv eliminad borrad oculto oculta ocultar ocultado bloquead descatalog descontinu suspendid
        de_baja baja. sus. dsc. anulad retirad deshabilit finalizad fuera_de_catálogo fuera_de_línea cancelad anul.
        inhabilit
        fuera_de_uso fuera_de_surtido fuera_de_venta extinguid caducad cesado cesada parado. descat. baj.""",
    "Portuguese": """inativ desativ apagad excluíd arquivad fora_de_linha fora_de_catálogo desabilit encerrad inat.
        suspenso suspensa fora_de_uso fora_de_produção fora_de_venda cessado parado. desligado msblq""",
    "Catalan": "inactiu bloquejat descatalogat ocult. fora_de_catàleg baixa. de_baixa",
    "Dutch": """inactief vervall verwijderd verborgen geblokkeerd blokkad blokkeer gedeactiv uitgeschakeld gearchiv
        uitlopend uit_assortiment uit_productie niet_meer opgeheven gestopt beëindig verouderd stopgezet
        uit_collectie uitgefaseerd uit_de_handel afgevoerd uit_de_verkoop vervalt verv. gebl. uitl.""",
    "Swedish": """utgått utgår. utgången dold. dolda spärr borttag raderad arkiver avslut avaktiver upphör makuler
        stoppad ur_sortiment slut. avvecklad utgåen pausad gallrad avförd stängd osynlig oaktiv utg.""",
    "Danish": """udgået udgaaet udgår. spærr spaerr skjult slettet lukket afslut blokeret ophørt nedlagt udfaset
        utfaset udløbet stoppet ude_af udgåede usynlig uaktiv spær udg. slet.""",
    "Norwegian": "utgaatt sperret avsluttet slettet utløpt stoppet ute_av utgåtte",
    "Finnish": """poistu poistettu poistett piilot lopetet lakkaut estetty lukit arkistoi epäaktiiv suljettu päättyn
        passiivi passivoi vanhentunut jäädyt poistomerk ei_valikoimassa loppuva poist.""",
    "Polish": """nieaktywn zablok blokad wycofan usunięt ukryt zakończ wyłączon zawieszon wstrzym przestarzał
        niewidoczn nieopublikow anulow skasow wygas archiw nieakt. zabl. blok. nieużywan nieważn nieaktualn zamknięt
        nieczynn skreślon koniec. zakończen wyc. usun. zablok. arch. wycof.""",
    "Czech": """neaktiv skryt ukonč vyřazen zrušen blokov smazan smazán odstraněn neprodej nezobraz pozastaven
        zakázan vyřaz neplatn neprodáv nepoužív vypnut mimo_prodej mimo_nabíd staženo stažen. nevyrábí neaktuáln
        doprodán konec. vyprodán vyr. ukon. zruš. blok. neakt. zruš""",
    "Slovak": "vyraden zmazan odstránen nepredaj neplatn stiahnut mimo_ponuk nevyrába",
    "Hungarian": """kifut megszűn törölt zárolt letilt rejtett kivezet kivont felfüggeszt szünetel befejez tiltott
        visszavont inaktív érvénytelen lejárt befagyaszt leállít megszünt kimenő kivonva elavult nem_gyárt tilt.""",
    "Romanian": """blocat șters anulat arhivat ascuns scos_din retras suspendat dezactiv întrerupt închis expirat
        nevalabil scos. oprit. ieșit casat.""",
    "South Slavic": """ukinut ukinj povučen umaknj skriven skrit arhiv zaključan zaklenj obrisan izbrisan obustavlj
        uklonj zatvoren prekinut opušč неактив укинут повучен скривен обрисан обуставље blokir nevažeć izvan_prodaje
        van_asortiman isključen ugašen istekao istekla izbačen izključen neveljav ni_več""",
    "Bulgarian": "деактив неактив скрит изтрит спрян блокиран прекратен отпаднал снет невалид извън закрит",
    "Greek": """ανενεργ απενεργ αδραν κρυφ καταργη διαγραμ διαγραφ διακοπ αρχειοθετ μπλοκ αποσυρ κλειδωμ εκτός
        σταμάτ έληξε ακυρωμ ακυρο καταργημ κατηργημ""",
    "Turkish": """pasif gizli silindi. silinmiş silinen arşiv kapalı iptal yasaklı bloke durdur üretimden_kalk
        satıştan_kalk kaldırıldı devre_dışı etkisiz kullanım_dışı geçersiz kullanılmıyor satış_dışı üretim_dışı
        sonlandır dondur kaldırıl kilit""",
    "Lithuanian": """neaktyv paslėpt išimt nutraukt užblokuot archyv ištrint nebeparduod nebegamin panaikint nerodom
        negalioj nenaudoj nebetiek uždaryt sustabd baigta""",
    "Latvian": "neaktīv slēpts paslēpt arhiv dzēst bloķēt izslēgt pārtraukt izņemts slēgts nelieto nederīg beidz aptur",
    "Estonian": "mitteaktiiv peidetud suletud kustutatud blokeeri lõpetatud varjatud kehtetu peatatud tühistat",
    "Russian": """архив удален скрыт снят заблок блокир отключен выведен прекращен закрыт приостанов устарев
        выключен пометка_удал помечен_на_удал аннулир неактив деактив убран в_архиве не_использ неактуал недейств
        остановл исключен вне_продаж законсерв""",
    "Ukrainian": "архів видален прихован знят блокован вимкнен закрит призупинен припинен недійсн виведен зупинен",
    "Hebrew": "חסום מוסתר ארכיון הופסק מבוטל נמחק מופסק מושבת",
    "Arabic": "غير_نشط معطل مخفي محذوف مؤرشف متوقف ملغي موقوف غیرفعال",
    "Chinese": """停产 停產 下架 停用 禁用 停售 删除 刪除 作废 失效 归档 隐藏 隱藏 淘汰 无效 锁定 不显示 未发布 冻结
        仓库中 放入仓库 停卖 已停""",
    "Japanese": """廃番 廃盤 無効 非公開 非表示 販売終了 終売 生産終了 停止 削除 廃止 中止 未公開 取扱終了 倉庫指定
        終了 生産中止 廃版 取扱中止 取り扱い中止 取扱停止
        使用不可 販売不可 sakujo haiban. teishi. hikokai.""",
    "Korean": "비활성 단종 판매중지 판매종료 숨김 삭제 중지 미노출 미진열 비공개 사용안함 사용중단 사용중지 중단",
    "Vietnamese": "ngừng đã_xóa ngưng đang_ẩn đã_ẩn bị_ẩn",
    "Indonesian": "nonaktif dihapus disembunyikan arsip diblokir dihentikan",
    "Persian": "غیر_فعال حذف",
    "Thai": "ไม่ใช้งาน ไม่แสดง ไม่ขาย ปิดใช้งาน เลิกขาย เลิกผลิต ซ่อน ยกเลิก",
    "Hindi": "निष्क्रिय बंद",
    "other languages": "óvirk falið hætt. gestaak joaktiv bllokuar укинат desgaitu",
}
"""In headers, whose *yes* then says that a product is not active, and in cells."""

SOLD_OUT = """
    esaur. epuis. unavail indisponib nedostup niedostęp недоступ nedostopn sold_out sold. gone. ausverkauft
    vergriffen épuisé esaurit agotad esgotad uitverkocht slutsåld udsolgt utsolgt loppuunmyyty wyprzedan vyprodan
    vypredan elfogyott epuizat rasprodan razprodan изчерпан εξαντλη tükendi распродан 售罄 品切 売切 품절
"""
"""In headers like ENDED. In cells they may mean that there are none today."""

ACTIVE_CELLS = """
    current continu normal. regular. released release. buyable selling laufend gültig courant en_cours in_corso
    vigente gällande lopend bieżąc действующ yürürlükte 正常 在产 通常 정상
"""
ENDED_CELLS = """
    private draft paused pause. no_sales no_sale dead. retire stop. stopp. gone. quit withdraw finished inactive
    discontinu disc. dormant entwurf pausiert brouillon en_pause bozza in_pausa borrador pausad rascunho concept.
    szkic koncept utkast kladde luonnos piszkozat ciornă taslak wstrzyman черновик чернетка 草稿 下書き پیش_نویس
    مسودة טיוטה ร่าง nháp nlp. stillgel verfallen dc. auslaufend
    restpost uitlopend esaurito_definitiv trash replaced
"""
"""What only cells say so."""

STATE = """
    status state. st. voorraad_status lager_status statut statu. stato. estado estatus situação situación état. stan.
    stav. staat. tila. státusz
    állapot stare. starea. състояние статус состояние стан. būsena statuss seisund staatus κατάσταση durum lifecycle
    life_cycle stage. lebenszyklus phase. sts. stat. ステータス 状態 状況 状态 狀態 상태 סטטוס מצב حالة الحالة
    trạng_thái mstae mmsta สถานะ स्थिति وضعیت staða gjendje cycle_de_vie ciclo_di_vita ciclo_de_vid olek.
"""
"""Headers of columns that say it in words of many kinds, or with yes and no."""

IN_A_SHOP = """
    inet. www. ecom. web. webshop web_shop website shop. onlineshop online_shop internet. online. eshop e_shop
    e_commerce ecommerce sortiment. assortiment. catalogue. catalog. katalog. tienda_online boutique. negozio. loja.
    sklep. obchod. nettbutikk verkkokauppa webáruház магазин. till. menu. verkauf. vente. vendita. venta. venda.
    verkoop. myynti. prodej. predaj. salg. salgs. 販売 取扱 销售 판매 site. verkko. sito. vitrine. vetrina. витрина
"""
"""Headers that may say so if yes or no stands below them."""

AVAILABLE = """
    availab availib avaliab avail. avl. verfügbar verfuegbar lieferbar disponib disponíve leverbaar leverbar beschikbaar
    tillgänglig tilgjengelig tilgængelig saatavill saatavana dostępn dostupn kapható elérhető доступ διαθέσιμ mevcut
    prieinam pieejam saadaval dispo. налич наявн is_on_sale.
"""
"""Headers that may as well speak of the stock: `Verfügbar`."""

NEGATIONS = """
    not no. non. nicht kein keine ohne nie. ne. niet geen ikke ikkje icke inte ej. ei. pas. não nao nu. nem. не.
    нет. δεν μη. без sin sans senza bez. değil tidak không nije. nisu. לא
"""

OTHERS = """
    brake bremse uom number. nummer toe heel memory mechanism substanz kohle carbon cooling porte size unit unit.
    units ab. proactiv auslaufventil auslaufhahn auslaufrohr auslaufbogen auslaufschutz auslaufsicher supplier
    vendor lieferant fornitor fournisseur proveedor leverandør leverantör dodavat dostawc toimittaja customer kunde
    order. order_ auftrag payment zahlung tax steuer mwst vat. iva. review image bild photo img. categor kategori
    brand marke grupp group discount rabatt sconto remise descuento provision commission skonto purchas einkauf
    achat acquist compra. compras zakup inkoop cost kosten seo. meta feature highlight new. neu. neuheit date datum
    dato. fecha data. since seit until bis. from. von. am. um. by. reason grund. motiv user benutzer count qty
    quantity menge anzahl price preis prezzo precio prix preço cena pris. batch charge. serial serien lot. sync
    backorder nachliefer preorder pre_order gift bestandsführ bestandsfuehr lagerführ wirkstoff ingredient substance
    attribut warranty garantie return campaign kampagne coupon promo aktion. newsletter sperrgut sperrig download
    activity action days tage interactiv attractiv radioactiv interaktiv attraktiv radioaktiv reaktiv publisher
    online_only web_only exclusive update name. title. výprodej doprodej shipping versand bank account konto
    employee mitarbeiter subscription
"""
"""Words of headers that speak of something else than the product, or of when and why."""

SHOWN = """
    publi veröffentlich veroeffentlich sichtbar anzeig angezeigt visib visív show shown display affich mostrar
    exibir zichtbaar tonen synlig visa vises vis_i näkyv näyt widoczn opublik pokaż wyświetl viditeln zobraz zveřejn
    látható közzétett megjelen vizibil afiș vidljiv vidno viden prikaz prikaž objav видим показ отображ опубл публик
    видљив ορατ εμφαν δημοσιευ προβολή görün göster yayın rodom matom redzam rādīt nähtav kuvatud avaldat 公開 表示
    掲載 显示 노출 진열
"""
"""Of ACTIVE those that speak of pages, where a product may be hidden for other reasons."""

STOCK = "stock. bestand lager magazyn sklad. sklad_ inventory qty"
"""Words of headers beside which yes and no speak of the stock."""
