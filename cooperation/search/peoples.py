"""Adjectives for countries and regions that stemming does not match to the name: "Danish" for Denmark."""

_PEOPLES = """
afghanistan: afghan / albania: albanian / algeria: algerian / argentina: argentine, argentinian, argentinean
armenia: armenian / australia: australian / austria: austrian / azerbaijan: azerbaijani, azeri
bangladesh: bangladeshi / belarus: belarusian / belgium: belgian / bhutan: bhutanese / bolivia: bolivian
bosnia: bosnian / brazil: brazilian / brunei: bruneian / bulgaria: bulgarian / cambodia: cambodian, khmer
cameroon: cameroonian / canada: canadian / chad: chadian / chile: chilean / china: chinese / colombia: colombian
congo: congolese / croatia: croatian / cuba: cuban / cyprus: cypriot / czechia: czech / denmark: danish
ecuador: ecuadorian / egypt: egyptian / estonia: estonian / ethiopia: ethiopian / fiji: fijian / finland: finnish
france: french / gabon: gabonese / georgia: georgian / germany: german / ghana: ghanaian / greece: greek
hungary: hungarian / iceland: icelandic / india: indian / indonesia: indonesian / iran: iranian, persian / iraq: iraqi
ireland: irish / israel: israeli / italy: italian / ivory coast: ivorian / jamaica: jamaican / japan: japanese
jordan: jordanian / kazakhstan: kazakh, kazakhstani / kenya: kenyan / korea: korean / kuwait: kuwaiti
kyrgyzstan: kyrgyz / laos: laotian / latvia: latvian / lebanon: lebanese / libya: libyan / lithuania: lithuanian
macedonia: macedonian / madagascar: malagasy / malaysia: malaysian / maldives: maldivian / mali: malian / malta: maltese
mexico: mexican / moldova: moldovan / mongolia: mongolian / morocco: moroccan / mozambique: mozambican
myanmar: burmese / namibia: namibian / nepal: nepali, nepalese / netherlands: dutch / niger: nigerien
nigeria: nigerian / north korea: north korean / norway: norwegian / oman: omani / pakistan: pakistani
palestine: palestinian / panama: panamanian / paraguay: paraguayan / peru: peruvian / philippines: filipino, philippine
poland: polish / portugal: portuguese / qatar: qatari / romania: romanian / russia: russian / rwanda: rwandan
saudi arabia: saudi / senegal: senegalese / serbia: serbian / singapore: singaporean / slovakia: slovak
slovenia: slovene, slovenian / somalia: somali / south africa: south african / south korea: south korean
spain: spanish / sri lanka: sri lankan / sudan: sudanese / sweden: swedish / switzerland: swiss / syria: syrian
taiwan: taiwanese / tajikistan: tajik / tanzania: tanzanian / thailand: thai / tunisia: tunisian / turkey: turkish
turkmenistan: turkmen / uganda: ugandan / ukraine: ukrainian / united arab emirates: emirati
united kingdom: british / united states: american / uruguay: uruguayan / uzbekistan: uzbek / venezuela: venezuelan
vietnam: vietnamese / yemen: yemeni / zambia: zambian / zimbabwe: zimbabwean
africa: african / central asia: central asian / east asia: east asian / europe: european
latin america: latin american / middle east: middle eastern / north america: north american
northeast asia: northeast asian, north east asian / south america: south american
south asia: south asian / southeast asia: southeast asian, south east asian
"""
# Maps each adjective to the name of the place, both folded.
PLACE_OF = {
    people.strip(): place.strip()
    for entry in _PEOPLES.replace("\n", "/").split("/")
    if entry.strip()
    for place, peoples in [entry.split(":")]
    for people in peoples.split(",")
}
