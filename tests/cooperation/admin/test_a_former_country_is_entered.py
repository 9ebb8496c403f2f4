"""An administrator enters a former country without an alpha-2 code, and finds the former ones in the list."""

import pytest

from regions.models import Country
from tests import factories

from .conftest import address, errors, form_at

pytestmark = pytest.mark.django_db


def add(client, **typed):
    russia = factories.make_country("RUS", name="Russia", alpha_2="RU", numeric="643")
    new = address(Country, "add")
    form = {**form_at(client, new), "name": "Soviet Union", "slug": "soviet-union", "alpha_3": "SUN", "numeric": "810"}
    return client.post(new, {**form, "region": russia.region.pk, "successors": [russia.pk], **typed})


def test_it_has_a_last_year_and_successors_and_no_alpha_2_code(administrator):
    assert add(administrator, last_year="1991").status_code == 302
    soviet_union = Country.objects.get(alpha_3="SUN")
    assert (soviet_union.alpha_2, soviet_union.last_year) == (None, 1991)
    assert [country.name for country in soviet_union.successors.all()] == ["Russia"]
    form = form_at(administrator, address(soviet_union))
    assert administrator.post(address(soviet_union), {**form, "summary": "It was large."}).status_code == 302


@pytest.mark.parametrize("typed", [{}, {"alpha_2": "SU", "last_year": "1991"}])
def test_either_an_alpha_2_code_or_a_last_year_is_needed(administrator, typed):
    words = "A country of today has an alpha-2 code; a former country has a last year."
    assert words in errors(add(administrator, **typed))


def test_the_list_shows_today_s_or_former_countries(administrator):
    add(administrator, last_year="1991")
    listed = address(Country, "changelist")
    for value, names in (("yes", ["Soviet Union"]), ("no", ["Russia"])):
        rows = administrator.get(listed, {"former": value}).context["cl"].result_list
        assert [country.name for country in rows] == names
