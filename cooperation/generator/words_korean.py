"""The words of Korean titles, in the order of the English ones (words.py)."""

from itertools import product

from . import words

SUBJECTS = """
대기질; 기후변화; 수자원; 습지; 산림; 유해폐기물; 생물다양성; 하천유역; 해양쓰레기; 황사; 재생에너지; 먹는물; 폐수;
토양; 화학물질; 연안; 사막화; 미세먼지; 온실가스; 플라스틱 폐기물; 철새; 산성비; 가뭄; 홍수; 지하수; 국립공원;
맹그로브; 산호초; 오존층; 수은; 탄소시장; 녹색성장; 환경마크; 환경영향; 생활폐기물; 매립가스; 소음; 자동차 배출가스;
호수; 하구; 이탄지; 초지; 빙하; 영구동토; 침입외래종; 멸종위기종; 유전자원; 보호지역; 야생생물 거래; 호랑이 서식지;
두루미 서식지; 눈표범; 바다거북; 고래상어; 갯벌; 해초지; 어업; 양식업; 혼농임업; 관개; 농약; 비료; 석면; 다이옥신; 납;
카드뮴; 비소; 잔류성오염물질; 의료폐기물; 전자폐기물; 음식물쓰레기; 건설폐기물; 하수슬러지; 바이오가스; 태양광; 풍력;
수력; 조력; 지열에너지; 수소; 에너지효율; 쿨루프; 녹색건축; 지속가능교통; 자전거; 스마트도시; 도시숲; 빗물;
해수담수화; 댐 안전; 저수지; 강변; 집수역; 대수층; 기름유출; 선박평형수; 선박 배출가스; 연무; 산불; 이탄지 화재;
화산재; 블랙카본; 메탄; 질소; 인; 미세플라스틱; 나노물질; 방사능; 악취; 빛공해; 실내공기질; 폭염; 한파; 태풍; 산사태;
침식; 염류화; 광산폐기물; 채석장; 오염부지; 문화경관; 생태관광; 세계유산; 생물권보전지역; 지질공원; 식물원; 종자은행;
화분매개자; 꿀벌; 양서류; 수달; 연어; 철갑상어; 코끼리; 코뿔소; 오랑우탄; 천산갑; 대나무; 라탄; 티크; 삼나무; 향나무;
삭사울; 이끼; 지의류; 균류; 플랑크톤; 조류 대발생; 적조; 해파리
"""
ACTS = """
보전; 관리; 모니터링; 보호; 복원; 평가; 규제; 저감; 정책; 기술; 거버넌스; 연구; 계획; 교육; 재원; 처리; 모델링; 예보;
인증; 기준; 적응; 완화; 예방; 재활용; 정화; 목록; 지도제작; 입법; 집행; 통계; 금융; 혁신; 교역; 인식제고; 감시;
가치평가; 감사; 인허가; 재생; 책임관리
"""
BODIES = """
공동위원회; 실무그룹; 정책대화; 장관회의; 전문가회의; 합동위원회; 운영위원회; 기술위원회; 네트워크; 파트너십;
고위급회의; 환경포럼; 특별작업반; 이니셔티브
"""
GATHERINGS = """
워크숍; 심포지엄; 회의; 세미나; 포럼; 연수과정; 원탁회의; 협의회; 연수방문; 전시회; 여름학교; 웹세미나; 공청회;
교류 프로그램
"""
WORKS = """
역량강화; 종합계획 수립; 타당성조사; 개선; 구축; 시범사업; 공동연구; 기술지원; 현대화; 개발; 강화; 기초조사; 지원;
실증; 확대; 검토
"""
INSTRUMENTS = {
    "mou": "양해각서",
    "agreement": "협정",
    "joint-declaration": "공동선언문",
    "implementing-arrangement": "이행약정",
    "action-plan": "행동계획",
    "communique": "공동성명",
    "protocol": "의정서",
    "work-programme": "작업계획",
    "exchange-of-notes": "교환각서",
    "declaration": "선언문",
    "treaty": "조약",
    "convention": "협약",
    "other": "약정",
}


def _of(english, korean):
    return dict(zip(words.split(english), words.split(korean), strict=True))


BODY, GATHERING, WORK = (
    _of(words.BODIES, BODIES),
    _of(words.GATHERINGS, GATHERINGS),
    _of(words.WORKS, WORKS),
)
# The Korean for a theme such as "Wetland Conservation". Themes with a rare word have none.
THEME = {
    f"{subject} {act}": f"{other_subject} {other_act}"
    for (subject, other_subject), (act, other_act) in product(
        _of(words.SUBJECTS, SUBJECTS).items(), _of(words.ACTS, ACTS).items()
    )
}
