"""The members of a bloc, to be ticked one by one: as of the day of the meeting, with the source that names them."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def bloc(db):
    """A bloc with an old member, one that joined in May 2012, one that left in 2005."""
    bloc = factories.make_organization("Bloc of Four", acronym="BF", kind="bloc")
    factories.make_membership(bloc, factories.make_country("KOR"), joined_on="1967")
    factories.make_membership(bloc, factories.make_country("CHN"), joined_on="2012-05")
    factories.make_membership(bloc, factories.make_country("JPN"), joined_on="1990", left_on="2005")
    return bloc


@pytest.mark.parametrize(
    ("on", "members", "doubtful"),
    [
        ("", ["China", "South Korea"], []),
        ("2012-06", ["China", "South Korea"], []),
        ("2012", ["China", "South Korea"], ["China"]),
        ("May 2012", ["China", "South Korea"], ["China"]),
        ("2012-04", ["South Korea"], []),
        ("2005-03", ["Japan", "South Korea"], ["Japan"]),
        ("2004", ["Japan", "South Korea"], []),
        ("1960", [], []),
        ("04/05/2012", ["China", "South Korea"], []),
        ("\x00", ["China", "South Korea"], []),
    ],
)
def test_the_members_of_the_day(editor, bloc, on, members, doubtful):
    answer = editor.get(f"/admin/blocs/{bloc.pk}/", {"on": on}).json()
    assert [each["name"] for each in answer["members"]] == members
    assert [each["name"] for each in answer["members"] if each["doubtful"]] == doubtful


def test_as_of_when_and_from_where(editor, bloc):
    assert "No source is cited" in editor.get(f"/admin/blocs/{bloc.pk}/").json()["source"]
    factories.make_citation(bloc, field="memberships", source=factories.make_source("Charter"))
    factories.make_citation(bloc, field="members", source=factories.make_source("Its site", as_of="2026-05"))
    answer = editor.get(f"/admin/blocs/{bloc.pk}/", {"on": "2012-05-04"}).json()
    assert answer["as_of"] == "Members on or in 4 May 2012."
    assert answer["source"] == "Source: Charter; Its site, as of May 2026."
    assert editor.get(f"/admin/blocs/{bloc.pk}/").json()["as_of"] == "Members at present."


def test_which_blocs_there_are(editor, bloc):
    factories.make_organization("A bloc of nobody", kind="bloc")
    factories.make_organization("A ministry")
    assert editor.get("/admin/blocs/").json() == {"blocs": [{"id": bloc.pk, "name": "Bloc of Four (BF)"}]}
    assert editor.get("/admin/blocs/0/").status_code == 404


def test_who_sees_no_organizations_is_told_nothing(client, bloc):
    assert client.get("/admin/blocs/").status_code == 302
    client.force_login(factories.make_user())
    assert client.get("/admin/blocs/").status_code == 403
    assert client.get(f"/admin/blocs/{bloc.pk}/").status_code == 403


def test_the_statements_do_not_grow_with_the_members(editor, bloc, django_assert_max_num_queries):
    for _ in range(20):
        factories.make_membership(bloc, joined_on="2000")
    with django_assert_max_num_queries(12):
        editor.get(f"/admin/blocs/{bloc.pk}/")
