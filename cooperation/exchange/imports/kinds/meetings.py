"""Import rows of meetings and of their outcomes."""

from ....models import Meeting, Outcome
from ..kind import Kind, fields_of, of_record, plain

EXAMPLE = {
    "title": "14th Tripartite Environment Ministers Meeting (example)",
    "title_ko": "제14차 한·중·일 환경장관회의 (예시)",
    "slug": "example-temm-14",
    "other_names": "TEMM 14; 14th TEMM",
    "reference": "EXAMPLE-2012-14",
    "ordinal": "14",
    "kind": "session",
    "start": "2012-05-03",
    "end": "2012-05-04",
    "status": "held",
    "mode": "in-person",
    "city": "Beijing",
    "city_ko": "베이징",
    "host_country": "China",
    "countries": "KOR; China; Japan",
    "participant_count": "45",
    "is_participant_count_approximate": "no",
    "summary": "The ministers agreed on priorities for five years.",
}
_outcome = plain(
    Outcome,
    {
        "meeting": "example-temm-14",
        "key": "1",
        "kind": "commitment",
        "text": "The three countries share their data on yellow dust.",
        "by_countries": "KOR; CHN; JPN",
        "due_on": "2013",
        "status": "active",
        "position": "1",
    },
    *("meeting", "key"),
    *fields_of(Outcome),
)
OUTCOMES = Kind("outcomes", Outcome, _outcome, owner=_outcome[0])
MEETINGS = Kind("meetings", Meeting, of_record(Meeting, EXAMPLE), parts=OUTCOMES)

KINDS = (MEETINGS, OUTCOMES)
