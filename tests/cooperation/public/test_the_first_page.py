import re

import pytest
from django.utils import formats, timezone

from cooperation.models import Project
from tests.cooperation.filters.reading import Page, text
from tests.factories import make_agreement, make_mechanism, make_meeting, make_outcome, make_project, make_region

pytestmark = pytest.mark.django_db


def figures(page):
    """The figures: what each counts, its number and its address."""
    part = page.html.split('class="figures"')[1].split("</ul>")[0]
    found = re.findall(r'<a (?:class="small" )?href="([^"]*)">(?:<strong>)?([\d,]+)(?:</strong>)?(.*?)</a>', part)
    return {text(label): (int(number.replace(",", "")), address) for address, number, label in found}


def test_each_figure_leads_to_the_list_that_it_counts():
    year = timezone.localdate().year
    make_agreement(in_force_on="2001")
    make_agreement(terminated_on="2009")
    make_agreement(terminated_on="2010")
    make_agreement()
    make_agreement()
    make_agreement()
    make_meeting(status="held", start="2012")
    make_meeting(status="confirmed", start="2013")
    make_meeting(status="cancelled", start="2013")
    make_meeting(status="tentative", start=f"{year + 1}")
    make_outcome(make_meeting(), "Open")
    make_outcome(make_meeting(), "Done", status="implemented")
    make_project()
    make_mechanism()

    found = figures(Page("/"))
    assert {label: number for label, (number, address) in found.items()} == {
        "agreements": 6,
        "in force today": 1,
        "not known": 3,
        "not in force": 2,
        "meetings held": 2,
        "open outcomes": 1,
        "projects": 1,
        "mechanisms": 1,
    }
    for number, address in found.values():
        assert Page(address).number == number


def test_what_is_next_and_what_was_last_stand_apart():
    year = timezone.localdate().year
    make_meeting("In two years", status="tentative", start=f"{year + 2}")
    make_meeting("Next year", status="confirmed", start=f"{year + 1}")
    make_meeting("Past", status="held", start="2012")
    page = Page("/")
    following, latest = page.html.split('id="regions"')[0].split('id="latest"')
    assert following.index("Next year") < following.index("In two years")
    assert "Past" in latest
    assert "Next year" not in latest


def test_without_anything_to_come_it_says_so():
    assert "No upcoming meetings recorded." in Page("/").text


def test_what_changed_last_comes_first_whatever_its_kind():
    for number in range(3):
        make_project(f"Project {number}")
        make_meeting(f"Meeting {number}")
    make_agreement("Draft", published=False)
    project = Project.objects.get(title="Project 0")
    project.summary = "More."
    project.save()
    changed = Page("/").html.split('id="changed"')[1].split("</section>")[0]
    titles = re.findall(r"<li><a [^>]*>([^<]*)</a>", changed)
    assert titles == ["Project 0", "Meeting 2", "Project 2", "Meeting 1", "Project 1"]
    today = formats.date_format(timezone.localdate(), "j F Y")
    assert f"Project 0 project, updated {today}" in text(changed).replace("· ", "")


def test_every_region_has_a_link():
    make_region("North East Asia")
    make_region("Africa")
    page = Page("/")
    assert page.link("North East Asia") == "/regions/north-east-asia/"
    assert page.link("Africa") == "/regions/africa/"
