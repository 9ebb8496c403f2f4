import pytest

from tests.factories import make_country, make_mechanism, make_meeting, make_topic

from .reading import Page

pytestmark = pytest.mark.django_db


def rename(row, slug):
    """Give the row another slug; the database leaves a redirect."""
    row.slug = slug
    row.save()


def test_the_slug_that_a_country_once_had_finds_it_and_the_page_goes_on_with_the_new_one():
    swaziland = make_country(name="Swaziland")
    make_meeting("Water in Mbabane", countries=[swaziland])
    make_meeting("Elsewhere")
    rename(swaziland, "eswatini")

    page = Page("/meetings/?country=swaziland")
    assert page.titles == ["Water in Mbabane"]
    assert 'value="eswatini" checked' in page.html
    assert page.link("CSV") == "/meetings.csv?country=eswatini"


def test_a_slug_that_changed_twice_still_leads_on():
    topic = make_topic("Dust")
    make_meeting("Dust storms", topics=[topic])
    rename(topic, "yellow-dust")
    rename(topic, "sand-and-dust")
    assert Page("/meetings/?topic=dust&topic=yellow-dust").titles == ["Dust storms"]


def test_the_old_slug_of_a_withdrawn_mechanism_is_unknown():
    mechanism = make_mechanism("Commission")
    rename(mechanism, "committee")
    assert Page("/meetings/?mechanism=commission").number == 0
    type(mechanism).objects.filter(pk=mechanism.pk).update(
        withdrawn_at=mechanism.published_at, withdrawal_reason="Entered by mistake."
    )
    assert "commission" in Page("/meetings/?mechanism=commission").problems
