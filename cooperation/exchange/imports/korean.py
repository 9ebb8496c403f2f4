"""Words that Korean offices write in their files: headers of columns, choices, yes and no, and countries.

The labels of the interface are read besides these, in every language.
"""

from ...models import Agreement, Mechanism, Meeting, Organization, Outcome, Party, Phase, Project

# By the name of a column: in files of every kind, and in those of one kind. A running number ("번호", "연번") is none.
_HEADERS = {
    "title": "제목 명칭 이름 명 건명",
    "name": "이름 명칭 명",
    "other_names": "별칭 이칭 다른명칭 기타명칭 약칭",
    "reference": "관리번호 문서번호 조약번호 등록번호 접수번호 사업번호 과제번호 식별번호 고유번호 참조번호",
    "kind": "종류 구분 유형 분류 형태",
    "summary": "요약 개요 내용 주요내용 설명 주요사항 세부내용",
    "topics": "주제 분야 협력분야 사업분야 의제",
    "regions": "지역 권역 대상지역",
    "responsible_unit": "담당부서 담당과 소관부서 소관과 주관부서 주무부서 부서 부서명 담당",
    "internal_note": "비고 메모 참고 참고사항 특이사항 기타사항",
    "source": "출처 근거 근거자료 출전 참고자료",
    "locator": "쪽 페이지 쪽수 면",
    "quotation": "인용 원문인용",
    "acronym": "약칭 약어 영문약칭 영문약어",
    "mechanism": "협의체 협의체명 협력체 회의체 정례회의 시리즈",
    "status": "상태 진행상태 추진상태 진행상황 추진현황",
    "start": "시작일 시작일자 시작 개시일 기간 일자 날짜",
    "end": "종료일 종료일자 종료 끝",
    "countries": "국가 국가명 참가국 참석국 참여국 참가국가 참석국가 참여국가 대상국 대상국가 상대국",
    "organizations": "기관 기관명 참가기관 참석기관 참여기관",
    "country": "국가 국가명 나라",
    "organization": "기관 기관명",
}
_HEADERS_OF = {
    Agreement: {
        "title": "협정명 조약명 협약명 약정명 양해각서명 문서명 협정 조약 제명",
        "kind": "협정종류 조약종류 문서종류 문서유형 협정유형",
        "binding": "구속력 법적구속력 법적성격 구속여부",
        "adopted_on": "채택일 채택일자",
        "signed_on": "서명일 서명일자 서명일시 서명연월일 체결일 체결일자 체결연월일 일시 일자 날짜",
        "signed_at": "서명장소 서명지 체결장소 체결지 장소",
        "in_force_on": "발효일 발효일자 효력발생일 시행일",
        "expires_on": "만료일 만료일자 효력만료일 종료예정일",
        "renewal": "갱신 연장 갱신방식 연장방식 갱신여부 연장여부",
        "terminated_on": "종료일 종료일자 실효일 폐기일",
        "meeting": "회의 회의명 관련회의 채택회의",
        "authentic_languages": "정본 정본언어 작성언어 언어",
        "depositary": "기탁처 수탁처",
        "parties": "당사국 당사자 체결국 체결상대 체약국 서명국 상대국 대상국 참가국 참석국 국가 상대기관",
        "summary": "협정내용 협정개요",
    },
    Party: {
        "agreement": "협정 협정명 조약 조약명",
        "country": "당사국 체약국 서명국",
        "signed_by": "서명자 서명기관",
        "signed_on": "서명일 서명일자",
        "consent": "동의방식",
        "consent_on": "비준일 수락일 승인일 가입일",
        "in_force_on": "발효일 발효일자",
        "withdrawn_on": "탈퇴일 탈퇴일자",
    },
    Meeting: {
        "title": "회의명 회의 회의제목 행사명 행사",
        "kind": "회의종류 회의구분 회의유형",
        "reference": "회의번호",
        "ordinal": "차수 회차 차 회",
        "start": "일시 개최일 개최일자 개최일시 개최기간 회의일 회의일자 회의일시 회의기간 개회일 행사일",
        "end": "폐회일 개최종료일",
        "status": "개최여부 개최상태",
        "mode": "방식 개최방식 회의방식 개최형태 회의형태 참석방식",
        "city": "장소 개최지 개최장소 회의장소 개최도시 도시",
        "host_country": "개최국 개최국가 주최국 의장국 주관국 주관 주최",
        "heads_of_delegation": "수석대표 대표 단장 대표단장",
        "participant_count": "참가자수 참석자수 참가인원 참석인원 인원 참가자 참석자",
        "is_participant_count_approximate": "대략 어림수 약수",
        "summary": "회의내용 회의개요 회의결과",
    },
    Outcome: {
        "meeting": "회의 회의명",
        "kind": "결과종류 결과유형 결과구분",
        "text": "내용 결과 결과내용 회의결과 합의내용 합의사항 결정사항",
        "status": "이행상태 이행현황",
        "due_on": "기한 이행기한 시한 이행시한",
        "by_countries": "주체국 이행국 주체국가 이행국가",
        "by_organizations": "주체기관 이행기관",
        "to_countries": "대상국 대상국가",
        "to_organizations": "대상기관",
    },
    Project: {
        "title": "사업명 협력사업명 과제명 프로젝트명 사업 과제 프로젝트 사업제목",
        "status": "사업상태 진행단계",
        "planned_start": "시작예정일 착수예정일 예정시작일",
        "planned_end": "종료예정일 완료예정일 예정종료일",
        "actual_start": "시작일 시작일자 시작 착수일 착수 개시일 기간 사업기간 사업시작일",
        "actual_end": "종료일 종료일자 종료 완료일 준공일 사업종료일",
        "countries": "협력국 사업국 수원국 협력대상국",
        "agreement": "협정 협정명 근거협정 관련협정",
        "organizations_funding": "재원 재원기관 지원기관 출연기관",
        "organizations_accountable": "주관 주관기관 총괄기관",
        "organizations_implementing": "시행기관 수행기관 이행기관 집행기관 사업시행기관",
        "organizations_not_recorded": "기관 참여기관 협력기관",
        "summary": "사업내용 사업개요",
    },
    Phase: {
        "project": "사업 사업명 과제명 협력사업 프로젝트",
        "name": "단계 단계명 연차 구분",
        "start": "사업기간",
        "amount": "금액 예산 사업비 지원금액 총액",
        "currency": "통화 화폐 단위 통화단위",
        "funder": "재원 지원기관 재원제공자",
    },
    Mechanism: {
        "title": "협의체명 협력체명 회의체명 협의체 협력체 회의체",
        "level": "수준 급 회의급 협의체수준",
        "cadence": "주기 개최주기",
        "established_on": "설립일 설립 설립연도 출범일 출범 출범연도 창설",
        "ended_on": "종료일 종료 해산일",
        "founded_by": "설립협정 근거협정",
        "parent": "상위협의체",
        "countries": "회원국 구성국",
        "organizations": "회원기관 구성기관",
    },
    Organization: {
        "name": "기관명 기구명 단체명 부처명 조직명",
        "kind": "기관종류 기관구분 기관유형",
        "country": "소속국 소재국",
        "website": "누리집 홈페이지 웹사이트",
    },
}
# Words that say in a header in which language its texts are, without spaces and signs.
MARKS = {
    "en": ("영문", "영어", "영문판", "english", "en", "eng"),
    "ko": ("국문", "한글", "한국어", "국문판", "korean", "ko", "kor", "kr"),
}
_CODES = {
    "agreement.kind": {
        "treaty": "조약",
        "mou": "양해각서 엠오유",
        "joint-declaration": "공동선언 공동선언문",
        "communique": "공동성명 공동성명서 공동발표문",
        "exchange-of-notes": "각서교환 교환각서 교환공문",
        "implementing-arrangement": "약정 이행약정 시행약정",
        "declaration": "선언 선언문",
        "action-plan": "행동계획 실행계획",
        "work-programme": "작업계획 사업계획",
        "other": "기타",
    },
    "agreement.binding": {
        "binding": "구속력있음 구속적 구속 있음",
        "non-binding": "구속력없음 비구속적 비구속 없음",
        "not-recorded": "미상 미기재",
    },
    "agreement.renewal": {
        "none": "없음 미갱신 비갱신",
        "automatic": "자동갱신 자동연장 자동",
        "by-consent": "합의갱신 합의연장 합의",
        "not-recorded": "미상 미기재",
    },
    "meeting.kind": {
        "session": "정례회의 정기회의",
        "bilateral": "양자회의 양자회담 양자협의 양자면담 양자",
        "conference": "국제회의 회의",
        "workshop": "워크숍 워크샵",
        "training": "연수 교육 훈련 교육훈련",
    },
    "meeting.status": {
        "confirmed": "확정",
        "held": "개최 개최됨 개최완료 완료 종료",
        "postponed": "연기 연기됨 순연",
        "cancelled": "취소 취소됨 무산",
        "not-recorded": "미상 미기재",
    },
    "meeting.mode": {
        "in-person": "대면 대면회의 현장 오프라인",
        "online": "화상 화상회의 온라인 비대면 영상회의",
        "hybrid": "혼합 병행 하이브리드 온오프라인 온오프라인병행 대면화상병행",
        "not-recorded": "미상 미기재",
    },
    "outcome.kind": {
        "decision": "결정사항",
        "agreement": "합의사항",
        "commitment": "공약",
        "proposal": "제의",
        "request": "요구",
        "review": "검토",
        "statement": "성명",
        "discussion": "토의 토론",
    },
    "outcome.status": {
        "active": "진행 진행중 이행중 추진중",
        "implemented": "완료 이행완료 이행됨",
        "superseded": "대체",
    },
    "project.status": {
        "pipeline": "준비 준비중 계획 계획중",
        "implementation": "시행 시행중 진행 진행중 추진 추진중 수행중",
        "finalisation": "마무리",
        "closed": "종료 종료됨 완료",
        "cancelled": "취소 취소됨",
        "suspended": "중단 중단됨 보류",
        "not-recorded": "미상 미기재",
    },
    "mechanism.level": {
        "summit": "정상 정상회의",
        "ministerial": "장관 장관회의",
        "senior-officials": "고위급 고위실무급 국장급",
        "working": "실무 과장급",
        "not-recorded": "미상 미기재",
    },
    "organization.kind": {
        "ministry": "정부기관 정부부처 부처 정부",
        "company": "회사",
        "association": "단체",
    },
}
YES = "예 네 유 여 있음 해당 해당함 맞음 o ○ ◯ 〇 ● √ ✓ ✔ v"
NO = "아니요 아니오 아님 무 부 없음 미해당 해당없음 비해당 x × ✗ ✕"
# What stands for an unknown value; in a column of yes and no, or of choices, some of these are values.
NOTHING = ("없음", "해당 없음", "해당없음", "해당사항 없음", "미상", "미정", "미확인", "미기재", "불명", "공란")
# Names of countries that neither Unicode's CLDR nor the table of countries has.
COUNTRIES = {
    "KR": "한국 남한 우리나라",
    "KP": "북한 조선민주주의인민공화국",
    "CN": "중화인민공화국",
    "MN": "몽고",
    "VN": "월남 베트남사회주의공화국",
    "TH": "타이 타이왕국",
    "MM": "버마",
    "ID": "인니",
    "IT": "이태리",
    "SG": "싱가폴",
    "NL": "화란 네델란드",
    "AU": "오스트레일리아",
    "AE": "아랍에미리트연합 UAE",
    "ZA": "남아공 남아프리카공화국",
    "SA": "사우디",
    "TR": "터키",
    "UZ": "우즈벡",
    "KZ": "카자흐",
    "KG": "키르기즈스탄 키르기즈",
    "CZ": "체코공화국",
    "RU": "러시아연방",
    "GB": "대영제국",
    "US": "미합중국",
    "CD": "콩고민주공화국 DR콩고",
    "LA": "라오스인민민주공화국",
    "KH": "크메르",
    "BN": "부르나이",
}


def headers_of(model, name: str) -> tuple[list[str], list[str]]:
    """Return the Korean headers of a column: those in files of the model's rows, and those in files of every kind."""
    return _HEADERS_OF.get(model, {}).get(name, "").split(), _HEADERS.get(name, "").split()


def words_of(field) -> dict[str, str]:
    """Return the code for each Korean word of a choice, besides its label."""
    codes = _CODES.get(f"{field.model._meta.model_name}.{field.name}", {})
    return {word: code for code, words in codes.items() for word in words.split()}
