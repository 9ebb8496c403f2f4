"""Short names of the sessions of a series: what differs from one session to the next."""

from django.utils.translation import get_language, override

from regions.translated import FIRST, Text, columns, text_of

from ...domain.ordinals import session_number


def name_in_series(meeting, series=None) -> Text:
    """Return the name of a session on a page about its series: "13th", or "2010" for "Forum, 2010" of the series Forum.

    A session without a number keeps its title if that does not begin with the name of the `series`.
    """
    if meeting.ordinal:
        return Text(session_number(meeting.ordinal), get_language() or FIRST)
    title = text_of(meeting, "title")
    return _beyond(title, series) or title


def own_title(meeting, series) -> Text:
    """Return what a page shows beside the number of a session: its title, unless that contains a name of the series."""
    title = text_of(meeting, "title")
    is_shown = meeting.ordinal and not any(name.casefold() in title.casefold() for name in _names(series))
    return title if is_shown else title.with_text("")


def name_anywhere(meeting, series) -> Text:
    """Return the short name of a meeting on other pages: "TEMM 13", or its number and then the name of its series.

    `series` is None if the meeting belongs to none.
    """
    title = text_of(meeting, "title")
    if not series:
        return title
    if meeting.ordinal and series.acronym:
        return Text(f"{series.acronym} {meeting.ordinal}", "")
    name = text_of(series, "title")
    if meeting.ordinal:
        with override(name.language):
            return name.with_text(f"{session_number(meeting.ordinal)} {name}")
    beyond = _beyond(title, series)
    return title.with_text(f"{beyond}, {series.acronym or name}") if beyond else title


def _names(series) -> list[str]:
    """Return the names of the series in both languages."""
    if not series:
        return []
    names = (
        *(getattr(series, column) for column in columns("title")),
        series.acronym,
        *series.other_names.splitlines(),
    )
    return [name for name in names if name]


def _beyond(title: Text, series) -> Text:
    """Return what follows the name of the series in a title that begins with it."""
    name = next((name for name in _names(series) if title.casefold().startswith(name.casefold())), "")
    return title.with_text(title[len(name) :].strip(" ,:()") if name else "")
