"""The words with which a query names a list, or a code that one of its filters knows.

They come from the names of the models and from the labels and values of the codes, in all languages of the interface.
"""

from functools import cache

from ..domain import hangul
from ..domain.languages import in_each_language
from ..search.labels import folded
from ..search.particles import stems
from ..search.tokens import plurals
from .codes import UPCOMING, Codes

LONGEST = 4  # terms in the name of a code
# Words for the rows of a list, other than the names of the model.
LISTS = {
    "agreement": ("협정", "약정", "조약", "합의"),
    "meeting": ("회의", "회담", "행사"),
    "project": ("사업", "협력사업", "프로젝트"),
    "outcome": ("결과", "회의결과", "성과", "합의사항"),
    "mechanism": ("협의체", "협력체", "협력체계"),
    "organization": ("기관", "기구", "단체"),
}
# Words for codes that are neither their label nor their value.
ALSO = {
    "memorandum": ("mou",),
    "양해각서": ("mou",),
    "협약서": ("mou",),
    "공동선언문": ("joint-declaration",),
    "공동성명": ("communique",),
    "발효": ("yes",),
    "발효된": ("yes",),
    "발효중": ("yes",),
    "미발효": ("no",),
    "진행": ("implementation", "active"),
    "진행중": ("implementation", "active"),
    "추진중": ("implementation", "active"),
    "이행중": ("implementation", "active"),
    "미이행": ("active",),
    "완료": ("closed", "implemented"),
    "종료": ("closed",),
    "이행완료": ("implemented",),
    "계획": ("pipeline",),
    "계획중": ("pipeline",),
    "예정": (UPCOMING,),
    "예정된": (UPCOMING,),
    "향후": (UPCOMING,),
    "앞으로": (UPCOMING,),
    "다음": (UPCOMING,),
    "취소": ("cancelled",),
    "취소된": ("cancelled",),
    "연기": ("postponed",),
    "연기된": ("postponed",),
    "개최된": ("held",),
    "열린": ("held",),
    "finished": ("implemented", "closed"),
    "ongoing": ("implementation",),
    "future": (UPCOMING,),
    "coming": (UPCOMING,),
    "next": (UPCOMING,),
    "past": ("held",),
}


def list_named(filterset_class, typed: str) -> str | None:
    """Return "one" or "many" if the words are the name of the list's rows in the singular or plural, else None."""
    meta = filterset_class.rows.model._meta
    names = _names(meta.verbose_name, meta.verbose_name_plural, *LISTS.get(meta.model_name, ()))
    return next(filter(None, map(names.get, _forms(typed))), None)


def code_named(filterset_class, typed: str) -> tuple | None:
    """Return the parameter with a code of this name, the code, and whether the name is a plural, or None."""
    codes = _codes(filterset_class)
    return next(filter(None, map(codes.get, _forms(typed))), None)


@cache
def _names(single, plural, *others):
    """Return "one" or "many" for each name of a list's rows. A Korean name has no plural of its own: it is both."""
    found = {folded(other): "many" for other in (*others, *in_each_language(plural))}
    for name in map(folded, in_each_language(single)):
        found[name] = "many" if hangul.has_syllables(name) else "one"
    return found


def _forms(typed):
    """Yield the forms to look up: as typed, and in Korean without spaces and ending."""
    yield typed
    if hangul.has_syllables(typed):
        yield (joined := hangul.joined(typed))
        yield from stems(joined)


@cache
def _codes(filterset_class):
    found = {}
    for name, parameter in filterset_class.base_filters.items():
        if not isinstance(parameter, Codes) or parameter.linked:
            continue
        for code in parameter.choices:
            also = [word for word, values in ALSO.items() if code.value in values]
            labels = map(folded, in_each_language(code.label))
            for said in (*labels, code.value.replace("-", " "), *also):
                # A Korean name has no plural.
                found.setdefault(said, (name, code, hangul.has_syllables(said) and name == "kind"))
                for many in _plurals(said) if name == "kind" else ():
                    found.setdefault(many, (name, code, True))
    return found


def _plurals(said):
    """Return the plurals of a name: of its last word, and of the word before "of" or "or"."""
    words = said.split()
    at = next((number for number, word in enumerate(words) if number and word in ("of", "or")), len(words)) - 1
    return [" ".join([*words[:at], many, *words[at + 1 :]]) for many in plurals(words[at])]
