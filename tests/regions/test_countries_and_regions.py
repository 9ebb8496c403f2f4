"""What the world is called: countries by their codes, in the order of their addresses, each in one region."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from regions.models import Country, Region
from tests.factories import make_country, make_region

pytestmark = pytest.mark.django_db


def test_a_country_is_found_by_its_alpha_3_code_and_a_region_by_its_address():
    korea = make_country("KOR")
    assert korea.natural_key() == ("KOR",)
    assert Country.objects.get_by_natural_key("KOR") == korea
    assert Region.objects.get_by_natural_key("north-east-asia") == korea.region


def test_accents_do_not_put_a_country_last():
    for name in ("Zimbabwe", "Åland Islands", "Côte d’Ivoire", "Austria", "Croatia", "Costa Rica"):
        make_country(name=name)
    assert [country.name for country in Country.objects.all()] == [
        *("Åland Islands", "Austria", "Costa Rica", "Côte d’Ivoire", "Croatia", "Zimbabwe"),
    ]


def test_countries_are_in_the_order_of_the_names_that_people_see_and_not_of_their_addresses():
    for name, slug in (("Laos", "laos"), ("Korea", "south-korea"), ("Kenya", "kenya"), ("Thailand", "thailand")):
        make_country(name=name, slug=slug)
    assert [country.name for country in Country.objects.all()] == ["Kenya", "Korea", "Laos", "Thailand"]


def test_python_and_the_database_sort_names_in_the_same_way():
    for number, name in enumerate(
        ("Uganda", "U.S. A", "Türkiye", "Ö", "대한민국", "Réunion", "réunion 2", "St. Lucia", "Saint")
    ):
        make_country(name=name, slug=f"country-{number}")
    countries = list(Country.objects.all())
    assert countries == sorted(countries, key=lambda country: country.sort_key)


def test_regions_stand_in_the_order_that_the_ministry_gives_them():
    for name, position in (("Europe", 5), ("Africa", 4), ("North America", 4)):
        make_region(name, position=position)
    assert [region.name for region in Region.objects.all()] == ["Africa", "North America", "Europe"]


def test_a_country_has_a_region_and_m49_only_where_the_united_nations_give_one():
    country = make_country("KOR")
    country.m49_region = country.m49_subregion = ""
    country.full_clean()
    country.region = None
    with pytest.raises(ValidationError) as refusal:
        country.full_clean()
    assert list(refusal.value.message_dict) == ["region"]
    with pytest.raises(IntegrityError, match="region_id"), transaction.atomic():
        country.save()


@pytest.mark.parametrize(("field", "value"), [("m49_region", "999"), ("m49_subregion", "Asia"), ("m49_region", "Asi")])
def test_an_m49_code_is_one_of_the_standard(field, value):
    country = make_country("KOR")
    setattr(country, field, value[:3])
    with pytest.raises(ValidationError, match="is not a valid choice"):
        country.full_clean()
    with pytest.raises(IntegrityError, match=f"regions_country_{field}_check"), transaction.atomic():
        country.save()


def test_pages_have_the_addresses_that_redirects_count_on():
    assert make_country("KOR").get_absolute_url() == "/countries/south-korea/"
    assert make_region("Africa").get_absolute_url() == "/regions/africa/"


def test_names_are_what_people_see():
    korea = make_country("KOR")
    assert (str(korea), str(korea.region)) == ("South Korea", "North East Asia")
