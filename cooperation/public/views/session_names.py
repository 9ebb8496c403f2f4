"""Short names of the sessions of a series: what differs from one session to the next."""

from django.contrib.humanize.templatetags.humanize import ordinal


def name_in_series(meeting, series=None) -> str:
    """Return the name of a session on a page about its series: "13th", or "2010" for "Forum, 2010" of the series Forum.

    A session without a number keeps its title if that does not begin with the name of the `series`.
    """
    if meeting.ordinal:
        return str(ordinal(meeting.ordinal))
    return _beyond(meeting.title, series) or meeting.title


def own_title(meeting, series) -> str:
    """Return what a page shows beside the number of a session: its title, unless that contains a name of the series."""
    title = meeting.title.casefold()
    is_shown = meeting.ordinal and not any(name.casefold() in title for name in _names(series))
    return meeting.title if is_shown else ""


def name_anywhere(meeting, series) -> str:
    """Return the short name of a meeting on other pages: "TEMM 13", or its number and then the name of its series.

    `series` is None if the meeting belongs to none.
    """
    if not series:
        return meeting.title
    if meeting.ordinal:
        return f"{series.acronym} {meeting.ordinal}" if series.acronym else f"{ordinal(meeting.ordinal)} {series.title}"
    beyond = _beyond(meeting.title, series)
    return f"{beyond}, {series.acronym or series.title}" if beyond else meeting.title


def _names(series) -> list[str]:
    names = (series.title, series.acronym, *series.other_names.splitlines()) if series else ()
    return [name for name in names if name]


def _beyond(title, series) -> str:
    """Return what follows the name of the series in a title that begins with it."""
    name = next((name for name in _names(series) if title.casefold().startswith(name.casefold())), "")
    return title[len(name) :].strip(" ,:()") if name else ""
