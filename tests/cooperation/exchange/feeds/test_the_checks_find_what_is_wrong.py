"""The checks of feeds and calendars that other tests use find what is wrong."""

import pytest

from . import rfc4287, rfc5545

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:a.example,2026:x</id><title>A</title>
<updated>2026-01-02T03:04:05Z</updated><author><name>M</name><uri>https://m.example/</uri></author>
<generator>G</generator><link rel="self" type="application/atom+xml" href="https://a.example/x.atom"/>
<entry><id>tag:a.example,2026:meeting/1</id><title>B</title><updated>2026-01-02T03:04:05.5+09:00</updated>
<link href="https://a.example/b/"/><category term="t" scheme="https://a.example/t/"/><summary>S</summary></entry>
<entry><id>tag:a.example,2026:meeting/2</id><title/><updated>2026-01-02T03:04:05Z</updated>
<link href="https://a.example/c/"/></entry></feed>"""
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@a\r\nDTSTAMP:20260102T030405Z\r\n"
    "DTSTART;VALUE=DATE:20260102\r\nDTEND;VALUE=DATE:20260103\r\nSUMMARY:A\\, b\\n c\\\\\r\n d\r\nSEQUENCE:3\r\n"
    "STATUS:CONFIRMED\r\nURL:https://a.example/b/?c=d\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_what_is_right_has_no_problem():
    assert rfc4287.problems(FEED.encode()) == []
    event = rfc5545.parse(CALENDAR.encode()).events[0]
    assert (event["UID"], event.text("SUMMARY")) == ("1@a", "A, b\n c\\d")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("</feed>", "", "not well-formed: "),
        ("2005/Atom", "2005/Other", "the root is not atom:feed"),
        ("<title>A</title>", "", "feed: 0 times title"),
        ("<title>B</title>", "<title>B</title><title>C</title>", "entry 1: 2 times title"),
        ("<id>tag:a.example,2026:x</id>", "", "feed: 0 times id"),
        ("tag:a.example,2026:x", "x", "feed: id is 'x'"),
        ("tag:a.example,2026:x", "tag:a.example,2026:x y", "feed: id is 'tag:a.example,2026:x y'"),
        ("2026-01-02T03:04:05Z</updated><a", "2026-01-02</updated><a", "feed: updated is '2026-01-02'"),
        ("03:04:05.5+09:00", "03:04:05", "entry 1: updated is '2026-01-02T03:04:05'"),
        ("2026-01-02T03:04:05.5", "2026-02-30T03:04:05.5", "entry 1: updated is '2026-02-30T03:04:05.5+09:00'"),
        ("<author><name>M</name><uri>https://m.example/</uri></author>", "", "neither the feed nor each entry has"),
        ("<name>M</name>", "", "feed, author: 0 times name"),
        ("https://m.example/", "m", "feed, author: uri is 'm'"),
        ("<generator>G</generator>", "<generator/>", "feed: generator is empty"),
        ('rel="self"', 'rel="related"', "the feed has no link to itself, or several"),
        ('rel="self"', 'rel="S elf"', "feed: link with the relation 'S elf'"),
        ('type="application/atom+xml"', 'type="atom"', "feed: link with the type 'atom'"),
        ('href="https://a.example/b/"', "", "entry 1: link to None"),
        ('<link href="https://a.example/c/"/>', "", "entry 2: neither content nor a link to its page"),
        (
            '<link href="https://a.example/c/"/>',
            '<link href="https://a.example/c/"/><link rel="alternate" href="https://a.example/d/"/>',
            "entry 2: two alternate links of the same type and language",
        ),
        ('term="t"', 'term=""', "entry 1: category without a term"),
        ('scheme="https://a.example/t/"', 'scheme="/t/"', "entry 1: category with the scheme '/t/'"),
        ("<summary>S</summary>", "<summary><b/></summary>", "entry 1: summary has elements"),
        ("<summary>", '<summary type="markdown">', "entry 1: summary has the type 'markdown'"),
        ("<summary>S</summary>", "<subtitle>S</subtitle>", "entry 1: {http://www.w3.org/2005/Atom}subtitle does not"),
        ("meeting/2", "meeting/1", "several entries have the id tag:a.example,2026:meeting/1"),
        ('xml:lang="en"', 'xml:lang="e_n"', "feed: 'e_n' is not a language"),
    ],
)
def test_what_is_wrong_with_a_feed_is_found(before, after, problem):
    assert before in FEED
    found = rfc4287.problems(FEED.replace(before, after, 1).encode())
    assert any(each.startswith(problem) for each in found), found


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("END:VCALENDAR\r\n", "END:VCALENDAR", "the last line is not ended"),
        ("UID:1@a\r\n", "UID:1@a\n", "a line is not ended by CRLF"),
        ("SUMMARY:A", f"SUMMARY:{'a' * 70}", "a line has 8"),
        ("SUMMARY:A", "SUMMARY:\x07", "a control character"),
        ("A\\, b", "A, b", "not escaped"),
        ("A\\, b", "A\\x b", "not escaped"),
        ("UID:1@a\r\n", "", "an event has 0 times UID"),
        ("SEQUENCE:3", "SEQUENCE:3\r\nSEQUENCE:4", "an event has 2 times SEQUENCE"),
        ("SEQUENCE:3", "SEQUENCE:x", "the sequence x"),
        ("DTSTART;VALUE=DATE:", "DTSTART:", "not a day"),
        ("DTSTART;VALUE=DATE:20260102", "DTSTART;VALUE=DATE:20260230", "not a day"),
        ("DTEND;VALUE=DATE:20260103", "DTEND;VALUE=DATE:20260102", "an event ends on 20260102"),
        ("20260102T030405Z", "20260102T030405", "not a time in UTC"),
        ("STATUS:CONFIRMED", "STATUS:HELD", "the status HELD"),
        ("URL:https://a.example/b/?c=d", "URL:/b/", "not an address"),
        ("PRODID:x\r\n", "PRODID\r\n", "not a property"),
        ("END:VEVENT\r\n", "", "in the wrong place"),
        ("END:VCALENDAR\r\n", "", "the calendar is not ended"),
        ("END:VEVENT\r\n", "END:VEVENT\r\nX:1\r\n", "a property of the calendar after its events"),
        ("BEGIN:VCALENDAR\r\n", "X:1\r\nBEGIN:VCALENDAR\r\n", "before the calendar"),
        ("VERSION:2.0", "VERSION:1.0", "no version or product"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_found(before, after, problem):
    assert before in CALENDAR
    with pytest.raises(rfc5545.Malformed, match=problem):
        rfc5545.parse(CALENDAR.replace(before, after, 1).encode())


def test_an_event_twice_is_found():
    event = CALENDAR[CALENDAR.index("BEGIN:VEVENT") : CALENDAR.index("END:VCALENDAR")]
    with pytest.raises(rfc5545.Malformed, match="2 events are 1@a"):
        rfc5545.parse(CALENDAR.replace(event, event * 2).encode())


def test_a_split_character_is_found():
    half = "é".encode()
    with pytest.raises(rfc5545.Malformed, match="a character is split"):
        rfc5545.parse(CALENDAR.encode().replace(b"A\\,", b"A" + half[:1] + b"\r\n " + half[1:]))
