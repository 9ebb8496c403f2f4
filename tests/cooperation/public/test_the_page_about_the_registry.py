import pytest

from tests.cooperation.filters.reading import Page
from tests.factories import make_citation, make_country, make_meeting, make_source
from tests.settled import settle

pytestmark = pytest.mark.django_db


def test_it_says_which_values_are_computed():
    text = Page("/about/").text
    assert "computed No source states the value. The registry computes it from its records" in text


def test_it_says_whose_it_is_and_as_of_when():
    make_country("KOR")
    make_citation(make_meeting(), source=make_source("The ministry’s page", as_of="2013-10-24"))
    make_source("Not cited", as_of="2011")
    settle()
    page = Page("/about/")
    assert "It covers the cooperation of South Korea with other countries and organizations." in page.text
    assert "The ministry’s page , as of 24 October 2013" in page.text
    assert "Not cited" not in page.text
    assert "The registry was last updated on" in page.text


def test_it_does_not_say_of_a_host_that_it_did_not_take_part():
    text = Page("/about/").text
    assert "host only, not recorded as a participant The meeting was held in the country." in text
    assert "did not take part" not in text


def test_it_gives_credit_and_says_how_to_report_a_problem():
    page = Page("/about/")
    assert "United Nations Statistics Division, standard M49, by way of datasets/country-codes" in page.text
    assert "Unicode CLDR" in page.text
    assert "Report a problem" in page.text


def test_it_names_the_address_for_problems(settings):
    settings.CONTACT = "registry@ministry.example"
    assert Page("/about/").link("registry@ministry.example") == "mailto:registry@ministry.example"
    settings.CONTACT = "https://ministry.example/form"
    assert Page("/about/").link("https://ministry.example/form") == "https://ministry.example/form"
