"""No public page has more than 100 kB of HTML, however much the registry holds."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from regions.models import Country
from tests import factories as f
from tests.settled import settle

pytestmark = pytest.mark.django_db
MOST = 100_000
FIXTURES = Path(settings.BASE_DIR) / "fixtures" / "reference"
LONG = "Cooperation on the protection of the environment and the sustainable use of natural resources"


@pytest.fixture
def everything():
    """Records of each kind with all countries, more than a page of each, with long names."""
    call_command("loaddata", *sorted(FIXTURES.glob("*.json")), verbosity=0)
    countries = list(Country.objects.order_by("slug"))
    bloc = f.make_organization(LONG)
    for country in countries:
        f.make_membership(bloc, country)
    topic, mechanism = f.make_topic(LONG), f.make_mechanism(LONG, countries=countries, organizations=[bloc])
    agreement = f.make_agreement(LONG, countries=countries, signed_on="2012-05-04", topics=[topic])
    for number in range(110):
        start = f"2012-05-{number % 28 + 1:02}"
        meeting = f.make_meeting(
            f"{LONG} {number}",
            start=start,
            countries=countries[:20],
            topics=[topic],
            mechanism=mechanism,
            ordinal=number + 1,
        )
        f.make_project(
            f"{LONG} {number}", actual_start=start, countries=countries[:20], topics=[topic], agreement=agreement
        )
        for each in range(6):
            f.make_outcome(meeting, f"{LONG}, part {each}", by_countries=countries[:8])
    settle()
    return {"country": countries[0], "topic": topic, "mechanism": mechanism, "agreement": agreement, "bloc": bloc}


def test_every_kind_of_page(client, everything):
    pages = ["/", "/countries/", "/regions/", "/topics/", "/sources/", "/about/", "/about/figures/", "/quality/"]
    pages += ["/data/", "/data/columns/", "/api/v1/"]
    pages += ["/meetings/calendar/?month=2012-05", "/search/?q=cooperation", "/mechanisms/", "/agreements/"]
    pages += [f"/{kind}/?size={size}" for kind in ("meetings", "projects", "outcomes") for size in (25, 50)]
    pages += [thing.get_absolute_url() for thing in everything.values()]
    pages += [f"{everything['agreement'].get_absolute_url()}?all=parties"]
    sizes = {page: len(client.get(page).content) for page in pages}
    assert {page: size for page, size in sizes.items() if size > MOST} == {}


def test_two_long_series_side_by_side(client, db):
    for name in ("First", "Second"):
        series = f.make_mechanism(name)
        for year in range(1970, 2015):
            for number in range(3):
                meeting = f.make_meeting(
                    f"{LONG} {name} {year} {number}",
                    mechanism=series,
                    ordinal=year,
                    start=str(year),
                    city="Llanfairpwllgwyngyll",
                    host_country=f.make_country("BOL"),
                )
                f.make_citation(meeting, field="ordinal", basis="inferred", note="Counted.")
                for status in ("active", "implemented"):
                    f.make_outcome(meeting, status=status)
    settle()
    page = client.get("/mechanisms/compare/?a=first&b=second")
    assert page.content.decode().count("See all 3") == 80
    assert len(page.content) < MOST
