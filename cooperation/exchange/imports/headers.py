"""Which column of the template each column of a file is: found by its header, remembered, or chosen by the user."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from regions.translated import FIRST, columns

from ...domain.hangul import has_hangul
from ...models import Meeting, RememberedChoice
from .columns import Code, Column
from .kind import WRONG, Kind
from .lookups import header_key

LONGEST = 300  # characters of a header that is remembered
# What stands behind a name in the headers of databases: "country_iso3", "countryshortname".
_ENDING = re.compile(r"(?:iso[23]?|alpha[23]?)?(?:code|shortname|name)?$")


def assigned(kind: Kind, texts: list[str], chosen: dict[str, str], remembered: dict[str, str]) -> list[str]:
    """Return for each header the name of the template's column, or "" to leave the column out.

    `chosen` are names by place, as the user chose them: "0" is the first column of the file. `remembered` are those of
    the function `remembered`.
    """
    names = []
    for place, text in enumerate(texts):
        column = kind.column_of(text)
        name = remembered.get(header_key(text), column.name if column else "")
        name = chosen.get(str(place), name)
        names.append(name if name in kind.by_name else "")
    _divide_languages(kind, texts, names, chosen)
    # The header "Name" is read as the title, but not where another column is called "title".
    own = {name for name, text in zip(names, texts, strict=True) if name and kind.is_own_name(name, text)}
    for place, (name, text) in enumerate(zip(names, texts, strict=True)):
        if str(place) not in chosen and name in own and not kind.is_own_name(name, text):
            names[place] = ""
    free = [
        place for place, text in enumerate(texts) if str(place) not in chosen and header_key(text) not in remembered
    ]
    _read_endings(kind, texts, names, free)
    if kind.model is Meeting:
        _find_host(texts, names, free)
    return names


def _read_endings(kind, texts, names, free):
    """Read a header with an ending as that without it, if no other column of the file is read as that one."""
    for place in free:
        column = kind.column_of(_ENDING.sub("", header_key(texts[place]))) if not names[place] else None
        if column and column.name not in names:
            names[place] = column.name


def _find_host(texts, names, free):
    """Read one country beside the city of a meeting as the host, not as a participant."""
    for place in free:
        is_one = names[place] == "countries" and _ENDING.sub("", header_key(texts[place])) == "country"
        if is_one and "city" in names and "host_country" not in names:
            names[place] = "host_country"


def _divide_languages(kind, texts, names, chosen):
    """Of two headers of one text, read the one that is in Korean as the Korean text, where the other names English.

    Headers that are both without a language are told apart by their own language: "제목" and "Title".
    """
    for column in kind.columns:
        if column.language != FIRST:
            continue
        first, *others = column.texts
        places = [place for place, name in enumerate(names) if name == first and str(place) not in chosen]
        for other in others:
            if len(places) < 2 or other in names:
                continue
            free = [place for place in places if not kind.names_language(texts[place])]
            if len(free) == len(places):
                free = [place for place in places if has_hangul(texts[place])]
            if len(free) == 1:
                names[free[0]] = other


def divided(kind: Kind, texts: list[str], names: list[str]) -> dict[str, str]:
    """Return the columns of which each cell is read as the text of its own language: a Korean one by its letters.

    They have a header that names no language, and the file has no column for the other one. The values are the columns
    that the Korean texts belong to.
    """
    found = {}
    for text, name in zip(texts, names, strict=True):
        column = kind.by_name.get(name)
        if column and column.language == FIRST and not kind.names_language(text):
            others = [other for other in column.texts[1:] if other not in names]
            if others:
                found[name] = others[0]
    return found


def twice(kind: Kind, texts: list[str], names: list[str]) -> dict[int, str]:
    """Return a message for each column of the file that is read as the same column as another one, by place."""
    found = {}
    for place, name in enumerate(names):
        other = next((each for each, same in enumerate(names) if name and same == name and each != place), None)
        if other is not None:
            words = _("“%(header)s” is read as %(name)s too. Choose one of the two.")
            found[place] = words % {"header": shown(texts[other], other), "name": kind.by_name[name].label}
    return found


def names_sessions(kind: Kind, names: list[str]) -> bool:
    """Return whether the series and the number or date of sessions are known: they make a title if there is none.

    `names` are the columns of the file, and those that have one value in all rows.
    """
    return kind.model is Meeting and "mechanism" in names and bool({"ordinal", "start"} & set(names))


def missing(kind: Kind, names: list[str]) -> list[str]:
    """Return the names of the needed columns that are not among these."""
    made = {"title"} if names_sessions(kind, names) else set()
    return [each.name for each in kind.columns if each.is_needed and not {*each.texts} & {*names, *made}]


def is_identified(kind: Kind, names: list[str]) -> bool:
    """Return whether a row of the file can be told from others: it has a title, slug or reference, or its record."""
    return bool(set(names) & set(kind.identities)) or names_sessions(kind, names)


def shown(text: str, place: int) -> str:
    """Return the header of the column at `place`, or words for a column without one."""
    return text.strip()[:100] or _("column %(number)s") % {"number": place + 1}


def left_out(texts: list[str], names: list[str]) -> list[str]:
    """Return the headers of the columns that are not read."""
    return [
        text.strip() for text, name in zip(texts, names, strict=True) if not name and text.strip() not in ("", WRONG)
    ]


def for_all_rows(kind: Kind, names: list[str]) -> list[Column]:
    """Return the columns that the file does not have and that can have one value in all rows: a code that is needed,
    the kind of meetings, and the series of numbered sessions.
    """
    found = [kind.by_name[name] for name in missing(kind, names) if isinstance(kind.by_name[name], Code)]
    if kind.model is Meeting and "kind" not in names:
        found.append(kind.by_name["kind"])
    if needs_series(kind, names):
        found.append(kind.by_name["mechanism"])
    return found


def needs_series(kind: Kind, names: list[str]) -> bool:
    """Return whether the sessions of the file have numbers, and no column for their series."""
    return kind.model is Meeting and "ordinal" in names and "mechanism" not in names


def values_of(column: Column) -> list[tuple[str, str]]:
    """Return the values, each with its name, that a column can have in all rows of a file."""
    if isinstance(column, Code):
        return [(code, capfirst(str(label))) for code, label in column.field.flatchoices if code]
    rows = column.of.objects.only("slug", *columns("title"))
    return sorted(((row.slug, str(row)) for row in rows), key=lambda pair: pair[1].casefold())


def remembered(kind: Kind) -> dict[str, str]:
    """Return the columns that staff chose for headers of earlier files, by the key of the header."""
    return dict(RememberedChoice.objects.filter(scope=kind.name).values_list("text", "meaning"))


def remember(kind: Kind, texts: list[str], names: list[str]) -> None:
    """Store what the headers mean, where the registry would not read them so by itself."""
    for text, name in zip(texts, names, strict=True):
        key = header_key(text)
        column = kind.column_of(text)
        if not key or len(key) > LONGEST or (column and name != column.name and name in column.texts):
            continue  # the language of its texts is decided for each file
        if name == (column.name if column else ""):
            RememberedChoice.objects.filter(scope=kind.name, text=key).delete()
        else:
            RememberedChoice.objects.update_or_create(scope=kind.name, text=key, defaults={"meaning": name})
