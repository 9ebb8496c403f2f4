"""The grammar of calendars with meetings (RFC 5545, 7986) in our own words: lines, escapes, and what an event has."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

NAME = re.compile(r"[A-Za-z0-9-]+\Z")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)')
# A text is escaped: a backslash is followed by one of these, and commas and semicolons never stand alone.
TEXT = re.compile(r"(?:[^\\,;]|\\[\\;,nN])*\Z")
TEXTS = ("PRODID", "SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "COMMENT")
URIS = ("URL", "SOURCE")
TIMES = ("DTSTAMP", "LAST-MODIFIED", "CREATED")
ONCE = (
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "CREATED", "DESCRIPTION", "LAST-MODIFIED", "LOCATION", "SEQUENCE"),
    *("STATUS", "SUMMARY", "TRANSP", "URL"),
)
REQUIRED = ("UID", "DTSTAMP", "DTSTART")
STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")


@dataclass
class Component:
    """A calendar or an event: its properties as (name, parameters, value), with values as they are written."""

    name: str
    properties: list[tuple[str, dict, str]] = field(default_factory=list)
    events: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Return the value of the only property with this name."""
        (value,) = [value for each, _parameters, value in self.properties if each == name]
        return value

    def __contains__(self, name: str) -> bool:
        return any(each == name for each, _parameters, _value in self.properties)

    def text(self, name: str) -> str:
        """Return the value of a text without its escapes."""
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self[name])


class Malformed(ValueError):
    """The document breaks a rule, which the message names."""


def parse(document: bytes) -> Component:
    """Return the calendar. Raises Malformed."""
    return _calendar(_lines(document))


def _lines(document):
    if not document.endswith(b"\r\n"):
        raise Malformed("the last line is not ended")
    lines = document[:-2].split(b"\r\n")
    for line in lines:
        if b"\r" in line or b"\n" in line:
            raise Malformed(f"a line is not ended by CRLF: {line!r}")
        if len(line) > 75:
            raise Malformed(f"a line has {len(line)} octets: {line!r}")
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise Malformed(f"a character is split: {line!r}") from None
        if re.search("[\x00-\x08\x0a-\x1f\x7f]", text):
            raise Malformed(f"a control character: {line!r}")
    unfolded = []
    for line in lines:
        if line.startswith((b" ", b"\t")):
            if not unfolded:
                raise Malformed("the first line continues another")
            unfolded[-1] += line[1:].decode()
        else:
            unfolded.append(line.decode())
    return unfolded


def _calendar(lines):
    calendar, event = None, None
    for line in lines:
        name, parameters, value = _property(line)
        if (name, value) == ("BEGIN", "VCALENDAR") and calendar is None:
            calendar = Component("VCALENDAR")
        elif calendar is None:
            raise Malformed(f"before the calendar: {line}")
        elif calendar.name == "ended":
            raise Malformed(f"after the calendar: {line}")
        elif (name, value) == ("BEGIN", "VEVENT") and event is None:
            event = Component("VEVENT")
        elif (name, value) == ("END", "VEVENT") and event:
            calendar.events.append(_checked(event))
            event = None
        elif (name, value) == ("END", "VCALENDAR") and not event:
            calendar.name = "ended"
        elif name in ("BEGIN", "END"):
            raise Malformed(f"in the wrong place: {line}")
        elif event is None and calendar.events:
            raise Malformed(f"a property of the calendar after its events: {line}")
        else:
            (event or calendar).properties.append((name, parameters, value))
    if calendar is None or calendar.name != "ended":
        raise Malformed("the calendar is not ended")
    return _whole(calendar)


def _property(line):
    head = re.match(r'([^;:]*)((?:;[^=;:]+=(?:"[^"]*"|[^";:]*))*):(.*)\Z', line, re.DOTALL)
    if not head or not NAME.match(head[1]):
        raise Malformed(f"not a property: {line}")
    name, parameters, value = head[1], dict(PARAMETER.findall(head[2])), head[3]
    if name in TEXTS and not TEXT.match(value):
        raise Malformed(f"not escaped: {line}")
    if name in URIS and not re.match(r"https?://[!-~]+\Z", value):
        raise Malformed(f"not an address: {line}")
    if name in TIMES and not _is_time(value, "%Y%m%dT%H%M%SZ"):
        raise Malformed(f"not a time in UTC: {line}")
    return name, parameters, value


def _checked(event):
    counts = Counter(name for name, _parameters, _value in event.properties)
    for name in ONCE:
        if counts[name] > 1 or (name in REQUIRED and not counts[name]):
            raise Malformed(f"an event has {counts[name]} times {name}")
    for name, parameters, value in event.properties:
        if name in ("DTSTART", "DTEND") and (parameters != {"VALUE": "DATE"} or not _is_time(value, "%Y%m%d")):
            raise Malformed(f"not a day: {name} {parameters} {value}")
    if "DTEND" in event and event["DTEND"] <= event["DTSTART"]:
        raise Malformed(f"an event ends on {event['DTEND']}, which is not after {event['DTSTART']}")
    if "STATUS" in event and event["STATUS"] not in STATUSES:
        raise Malformed(f"the status {event['STATUS']}")
    if "SEQUENCE" in event and not event["SEQUENCE"].isdecimal():
        raise Malformed(f"the sequence {event['SEQUENCE']}")
    return event


def _whole(calendar):
    if calendar["VERSION"] != "2.0" or not calendar["PRODID"]:
        raise Malformed("no version or product")
    names = Counter(event["UID"] for event in calendar.events)
    for name, count in names.items():
        if count > 1:
            raise Malformed(f"{count} events are {name}")
    return calendar


def _is_time(text, form):
    try:
        # strptime also accepts fewer digits.
        return datetime.strptime(text, form).strftime(form).rjust(len(text), "0") == text
    except ValueError:
        return False
