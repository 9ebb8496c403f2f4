"""Korean is romanized as in the examples of the Revised Romanization of Korean (국어의 로마자 표기법)."""

import unicodedata

import pytest

from cooperation.domain.romanization import romanized

# The examples of chapters 2 and 3, without those with a hyphen, and those with an added ㄴ or ㄹ.
EXAMPLES = """
구미 gumi, 영동 yeongdong, 백암 baegam, 옥천 okcheon, 합덕 hapdeok, 호법 hobeop, 월곶 wolgot, 벚꽃 beotkkot,
한밭 hanbat, 구리 guri, 설악 seorak, 칠곡 chilgok, 임실 imsil, 울릉 ulleung, 대관령 daegwallyeong, 광희문 gwanghuimun,
백마 baengma, 신문로 sinmunno, 종로 jongno, 왕십리 wangsimni, 별내 byeollae, 신라 silla,
해돋이 haedoji, 같이 gachi, 맞히다 machida, 굳히다 guchida, 좋고 joko, 놓다 nota, 잡혀 japyeo, 낳지 nachi,
묵호 mukho, 집현전 jiphyeonjeon, 압구정 apgujeong, 낙동강 nakdonggang, 죽변 jukbyeon, 낙성대 nakseongdae,
합정 hapjeong, 팔당 paldang, 샛별 saetbyeol, 울산 ulsan, 중앙 jungang, 반구대 bangudae, 세운 seun, 해운대 haeundae,
부산 busan, 세종 sejong, 속리산 songnisan, 금강 geumgang, 독도 dokdo, 경복궁 gyeongbokgung, 무량수전 muryangsujeon,
연화교 yeonhwagyo, 극락전 geungnakjeon, 안압지 anapji, 남한산성 namhansanseong, 화랑대 hwarangdae, 불국사 bulguksa,
현충사 hyeonchungsa, 독립문 dongnimmun, 오죽헌 ojukheon, 촉석루 chokseongnu, 종묘 jongmyo, 다보탑 dabotap,
집 jip, 짚 jip, 밖 bak, 값 gap, 붓꽃 butkkot, 먹는 meongneun, 독립 dongnip, 문리 mulli, 굳이 guji,
좋다 jota, 가곡 gagok, 조랑말 jorangmal, 없었습니다 eopseotseumnida
"""
# What the titles of records have. Without a dictionary, 협력 and 관리 follow from the rules alone.
OF_RECORDS = """
협력 hyeomnyeok, 환경장관회의 hwangyeongjanggwanhoeui, 양해각서 yanghaegakseo, 공동선언문 gongdongseoneonmun,
관리 gwalli, 산림 sallim, 생산량 saengsannyang, 습지 seupji, 국립공원 gungnipgongwon, 기후변화 gihubyeonhwa,
많은 maneun, 싫어 sireo, 않는 anneun, 읽는 ingneun, 넓이 neolbi, 넓히다 neolpida, 밟다 bapda, 앉아 anja, 닭이 dalgi,
뚫는 ttulleun, 놓는 nonneun, 닿소 daso, 있어 isseo, 붙여 buchyeo, 핥아 halta, 국회 gukhoe, 로마 roma
"""


@pytest.mark.parametrize("pair", [each.split() for each in f"{EXAMPLES},{OF_RECORDS}".split(",")])
def test_a_word(pair):
    korean, latin = pair
    assert romanized(korean) == latin


def test_what_needs_a_dictionary_is_not_known():
    assert romanized("알약") == "aryak"  # officially allyak


def test_decomposed_syllables_as_macos_sends_them():
    assert romanized(unicodedata.normalize("NFD", "독립문")) == "dongnimmun"


def test_other_characters_stay():
    assert romanized("제14차 한·중·일 회의 (TEMM)") == "je14cha han·jung·il hoeui (TEMM)"
    assert romanized("") == ""
