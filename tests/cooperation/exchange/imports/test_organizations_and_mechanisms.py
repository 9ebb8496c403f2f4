"""Organizations and series of meetings are imported like records."""

import pytest

from cooperation.domain import roles
from cooperation.exchange.imports import uploads
from cooperation.models import Citation, Mechanism, Organization
from tests import factories as f

from .conftest import exported, preview, problems, states, warnings

pytestmark = pytest.mark.django_db


def test_organizations_are_entered_told_by_slug_or_name_and_come_back_unchanged(publisher):
    f.make_country("KOR")
    f.make_source("List", slug="list")
    rows = [
        {"name": "River Board", "kind": "fund", "country": "KOR", "acronym": "RB", "source": "list"},
        {"name": "Lake Board", "kind": "international organization", "country": "", "acronym": "", "source": ""},
    ]
    upload = preview("organizations", publisher, rows)
    assert problems(upload) == []
    uploads.enter(upload, publisher)
    assert set(Organization.objects.values_list("slug", "kind", "country__alpha_3")) == {
        ("river-board", "fund", "KOR"),
        ("lake-board", "international", None),
    }
    assert Citation.objects.get().organization.name == "River Board"
    assert states(preview("organizations", publisher, rows)) == {2: "unchanged", 3: "unchanged"}
    upload = uploads.preview(uploads.KINDS["organizations"], publisher, "all.csv", exported("organizations", publisher))
    assert set(states(upload).values()) == {"unchanged"}
    upload = preview("organizations", publisher, [{"slug": "lake-board", "name": "Lakes Board"}])
    assert states(upload) == {2: "changed"}
    assert uploads.enter(upload, publisher)["changed"] == 1


def test_two_organizations_never_have_one_name(publisher):
    f.make_organization("River Board", slug="river-board")
    rows = [
        {"name": "River Board", "kind": "fund", "slug": "other"},
        {"name": "Sea Board", "kind": "fund", "slug": "sea-1"},
        {"name": "Sea Board", "kind": "fund", "slug": "sea-2"},
    ]
    upload = preview("organizations", publisher, rows)
    words = "Another one has this name."
    assert problems(upload) == [(2, "name", "River Board", words), (4, "name", "Sea Board", words)]
    uploads.enter(upload, publisher)
    assert Organization.objects.count() == 2


def test_an_editor_leaves_what_readers_see(editor):
    organization = f.make_organization("River Board", slug="river-board")
    f.make_agreement("Rivers", organizations=[organization], published=True)
    f.make_organization("Lake Board", slug="lake-board")
    rows = [{"slug": "river-board", "acronym": "RB"}, {"slug": "lake-board", "acronym": "LB"}]
    upload = preview("organizations", editor, rows)
    assert states(upload) == {2: "wrong", 3: "changed"}
    assert "Only a publisher can change it" in problems(upload)[0][3]


def test_mechanisms_may_name_each_other(publisher):
    f.make_country("KOR")
    rows = [
        {"title": "Working group on rivers", "slug": "rivers-wg", "parent": "rivers", "countries": "KOR"},
        {"title": "Ministers on rivers", "slug": "rivers", "parent": "", "countries": "KOR"},
    ]
    upload = preview("mechanisms", publisher, rows)
    assert (problems(upload), warnings(upload)) == ([], [])
    uploads.enter(upload, publisher)
    assert Mechanism.objects.get(slug="rivers-wg").parent.slug == "rivers"
    assert not Mechanism.objects.filter(published_at__isnull=False).exists()
    assert set(states(preview("mechanisms", publisher, rows)).values()) == {"unchanged"}


@pytest.mark.parametrize("kind", ["organizations", "mechanisms"])
def test_a_publisher_s_file_takes_no_statement_for_each_row(kind, publisher, django_assert_max_num_queries):
    make = f.make_organization if kind == "organizations" else f.make_mechanism
    for number in range(30):
        make(f"Number {number}", slug=f"number-{number}")
    with django_assert_max_num_queries(45):
        upload = preview(kind, publisher, [{"slug": f"number-{n}", "acronym": f"N{n}"} for n in range(30)])
    assert set(states(upload).values()) == {"changed"}
    assert roles.PUBLISHER in publisher.username
