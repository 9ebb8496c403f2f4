"""Projects in the format of IATI 2.03: what it requires, in its order and with its codes, and nothing invented."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperation.domain.choices import OrganizationKind, ProjectStatus, Role
from cooperation.exchange import iati
from cooperation.models import Organization, Project
from tests.factories import (
    make_country,
    make_organization,
    make_phase,
    make_project,
    make_project_organization,
    make_topic,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
# The elements of an activity that are written, in the order of the standard, with the attributes that it requires.
ORDER = {
    "iati-identifier": (),
    "reporting-org": ("ref", "type"),
    "title": (),
    "description": (),
    "participating-org": ("role",),
    "other-identifier": ("ref", "type"),
    "activity-status": ("code",),
    "activity-date": ("iso-date", "type"),
    "contact-info": (),
    "recipient-country": ("code",),
    "tag": ("code", "vocabulary"),
    "document-link": ("url", "format"),
}
REQUIRED = {name for name in ORDER if name not in ("other-identifier", "contact-info", "recipient-country", "tag")}


@pytest.fixture(autouse=True)
def organisation(settings):
    settings.IATI_ORGANISATION = "XM-DAC-99999"


def make_complete(title=None, role=Role.IMPLEMENTING, **fields):
    fields = {"summary": "Trees.", "status": ProjectStatus.IMPLEMENTATION, "planned_start": "2012-05-04", **fields}
    project = make_project(title, **fields)
    service = Organization.objects.filter(slug="forest-service").first() or make_organization("Forest service")
    make_project_organization(project, service, role)
    return project


def written():
    return b"".join(iati.stream(Project.objects.order_by("pk").values_list("pk", flat=True), AT, "https://a.b/"))


def activities():
    root = ElementTree.fromstring(written())  # noqa: S314  our own file
    assert (root.tag, root.attrib) == (
        "iati-activities",
        {"version": "2.03", "generated-datetime": "2026-11-28T09:00:00+00:00"},
    )
    return root.findall("iati-activity")


def said(element):
    return [each.text for each in element.iter("narrative")]


def check(activity):
    """Check the order of the elements, and what each of them needs."""
    names = [each.tag for each in activity]
    assert names == sorted(names, key=list(ORDER).index)
    assert set(names) >= REQUIRED
    for each in activity:
        assert set(ORDER[each.tag]) <= set(each.attrib), each.tag
        assert all(each.attrib.values()), each.tag
    for name in ("title", "description", "reporting-org"):
        assert said(activity.find(name)), name
    assert all(said(each) for each in activity.findall("participating-org"))
    for day in activity.findall("activity-date"):
        assert datetime.strptime(day.get("iso-date"), "%Y-%m-%d")


def test_a_project_has_what_the_standard_requires(settings):
    settings.OWNER = "Ministry & co"
    project = make_complete(
        "Trees <for> Asia",
        reference="P-7",
        actual_start="2013",
        planned_end="2015-12-31",
        countries=[make_country("KOR"), make_country("MNG"), make_country("SUN", last_year=1991)],
        topics=[make_topic("Forests")],
    )
    [activity] = activities()
    check(activity)
    assert activity.findtext("iati-identifier") == f"XM-DAC-99999-{project.pk}"
    assert activity.find("reporting-org").attrib == {"ref": "XM-DAC-99999", "type": "10"}
    assert said(activity.find("reporting-org")) == ["Ministry & co"]
    assert (said(activity.find("title")), said(activity.find("description"))) == (["Trees <for> Asia"], ["Trees."])
    assert activity.find("participating-org").attrib == {"role": "4", "type": "10"}
    assert activity.find("activity-status").get("code") == "2"
    dates = [(each.get("type"), each.get("iso-date")) for each in activity.findall("activity-date")]
    assert dates == [("1", "2012-05-04"), ("3", "2015-12-31")]  # the actual start is known by its year only
    assert [each.get("code") for each in activity.findall("recipient-country")] == ["MN"]
    assert activity.find("tag").attrib == {
        "vocabulary-uri": "https://a.b/topics/",
        "code": "forests",
        "vocabulary": "99",
    }
    assert activity.find("document-link").get("url") == "https://a.b/projects/trees-for-asia/"
    assert activity.find("other-identifier").get("ref") == "P-7"


def test_the_identifier_survives_a_new_slug():
    project = make_complete()
    before = activities()[0].findtext("iati-identifier")
    Project.objects.filter(pk=project.pk).update(slug="another")
    assert activities()[0].findtext("iati-identifier") == before


STATUSES = ("pipeline", "implementation", "finalisation", "closed", "cancelled", "suspended")


@pytest.mark.parametrize(("status", "code"), list(zip(STATUSES, "123456", strict=True)))
def test_statuses_have_the_codes_of_the_standard(status, code):
    make_complete(status=status)
    assert activities()[0].find("activity-status").get("code") == code


@pytest.mark.parametrize(
    ("role", "code"), [("funding", "1"), ("accountable", "2"), ("extending", "3"), ("implementing", "4")]
)
def test_roles_have_the_codes_of_the_standard(role, code):
    make_complete(role=role)
    assert activities()[0].find("participating-org").get("role") == code


def test_who_paid_for_a_phase_is_funding_and_named_once():
    project = make_complete()
    fund = make_organization("Green fund", kind=OrganizationKind.FUND)
    for _number in range(2):
        make_phase(project, amount=5, currency="USD", funder=fund)
    make_project_organization(project, make_organization("Somebody"), Role.NOT_RECORDED)
    [activity] = activities()
    found = [(each.attrib, said(each)) for each in activity.findall("participating-org")]
    assert found == [({"role": "4", "type": "10"}, ["Forest service"]), ({"role": "1"}, ["Green fund"])]
    # What an amount is, nobody knows.
    assert not {"budget", "transaction", "planned-disbursement"} & {each.tag for each in activity.iter()}
    assert "default-currency" not in activity.attrib


@pytest.mark.parametrize(
    ("lacks", "fields"),
    [
        ("description", {"summary": ""}),
        ("organization", {"role": Role.NOT_RECORDED}),
        ("status", {"status": ProjectStatus.NOT_RECORDED}),
        ("date", {"planned_start": "2012-05"}),
        ("date", {"planned_start": None, "planned_end": "2012-05-04"}),
    ],
)
def test_a_project_without_something_is_left_out_and_counted(lacks, fields):
    make_complete("In the file")
    make_complete("Not in it", **fields)
    assert [said(each.find("title")) for each in activities()] == [["In the file"]]
    number, reasons = iati.left_out()
    assert number == 1
    assert reasons == {name: int(name == lacks) for name in iati.LACKS}


def test_one_that_lacks_everything_is_counted_once_in_the_sum():
    make_project()
    assert iati.left_out() == (1, dict.fromkeys(iati.LACKS, 1))
    assert activities() == []


def test_only_what_is_public_is_in_it():
    make_complete("Draft", published=False, internal_note="Zyxwvut")
    make_complete("Withdrawn", withdrawn=True)
    make_complete("Public", internal_note="Zyxwvut", responsible_unit="Zyxwvut")
    text = written().decode()
    assert [word for word in ("Draft", "Withdrawn", "Zyxwvut", "Public") if word in text] == ["Public"]
    assert iati.left_out()[0] == 0


def test_characters_that_xml_forbids_are_left_out():
    make_complete("Air\x0band\x1fwater", summary="\x01Trees")
    [activity] = activities()
    assert (said(activity.find("title")), said(activity.find("description"))) == (["Airandwater"], ["Trees"])


def test_the_number_of_statements_does_not_grow_with_the_projects():
    for _number in range(2):
        make_complete(countries=[make_country("MNG")], topics=[make_topic()])
    ids = list(Project.objects.values_list("pk", flat=True))
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as found:
            list(iati.stream(ids[:number], AT, "https://a.b"))
        counts.append(len(found))
    assert counts[0] == counts[1] <= 10
