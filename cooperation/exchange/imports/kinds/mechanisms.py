"""Import rows of mechanisms."""

from ....models import Mechanism
from ..kind import Kind, of_record

EXAMPLE = {
    "title": "Ministers Meeting on Rivers (example)",
    "title_ko": "하천 장관회의 (예시)",
    "acronym": "MMR",
    "slug": "example-ministers-on-rivers",
    "level": "ministerial",
    "cadence": "every year",
    "established_on": "1999",
    "countries": "KOR; China; Japan",
}

KINDS = (Kind("mechanisms", Mechanism, of_record(Mechanism, EXAMPLE)),)
