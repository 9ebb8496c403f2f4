"""A value that the registry does not know is listed once, matched, added or left out, and then holds for all rows."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from cooperation.domain import roles
from cooperation.exchange.imports import whole
from cooperation.models import (
    Agreement,
    Citation,
    ImportedFile,
    Mechanism,
    Meeting,
    Organization,
    Party,
    RememberedChoice,
    Source,
    Topic,
    UploadedValue,
)
from tests import factories as f

from .test_staff_import_in_the_admin import editor, here, publisher, send, text, told  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known():
    f.make_country("KOR", other_names="Republic of Korea")
    f.make_country("VNM", name="Vietnam")
    f.make_organization("European Union", acronym="EU", slug="european-union", kind="bloc")


def treaties(*kinds, **more):
    return [{"title": f"Treaty {n}", "kind": kind, **more} for n, kind in enumerate(kinds)]


def values(page, scope=None):
    """The values that are listed: text and number of rows."""
    found = UploadedValue.objects.filter(upload=page.context["upload"], rows__gt=0)
    return [(each.text, each.rows) for each in (found.filter(scope=scope) if scope else found)]


def decide(client, page, scope, rest="", added_kind="", **chosen):
    """Send the form of the values: {"text": "action"} or {"text": ("", "name in the box")}."""
    sent = {"_values": "1", "of": scope, "rest": rest, "added_kind": added_kind}
    for value in UploadedValue.objects.filter(upload=page.context["upload"], scope=scope):
        choice = chosen.get(value.text.replace(" ", "_"), "")
        action, name = choice if isinstance(choice, tuple) else (choice, "")
        sent |= {f"action-{value.pk}": action, f"text-{value.pk}": name}
    return client.post(here(page), sent, follow=True)


def test_each_value_is_listed_once_with_its_rows_and_a_proposal(editor):  # noqa: F811
    page = send(editor, treaties("Plan of Action", "plan of action", "Charter", "treaty", "Plan of Action"))
    assert values(page) == [("Plan of Action", 3), ("Charter", 1)]
    assert "2 values are not known and not decided." in text(page)
    assert re.search(
        r"“Plan of Action” is.*?<option value=\"action-plan\" selected>Action plan \(proposed\)", text(page)
    )
    page = decide(editor, page, "agreement.kind", Plan_of_Action="action-plan", Charter="other")
    assert "Every value is matched or left out." in text(page)
    assert "Import 5 rows" in text(page)
    editor.post(here(page))
    assert Agreement.objects.filter(kind="action-plan").count() == 3


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Memorandum of Understanding (MoU)", "mou"),
        ("Framework Agreement", "agreement"),
        ("Agreement by exchange of notes", "exchange-of-notes"),
        ("Joint Declarations", "joint-declaration"),
        ("Zzz", None),
    ],
)
def test_the_longest_kind_in_the_words_is_proposed(editor, written, code):  # noqa: F811
    send(editor, treaties(written))
    assert UploadedValue.objects.get().proposal == ([code] if code else [])


@pytest.mark.parametrize(
    ("kind", "column", "written", "code"),
    [
        ("meetings", "mode", "virtual", "online"),
        ("meetings", "status", "Active", None),
        ("projects", "status", "Active", "implementation"),
        ("projects", "status", "Dropped", "cancelled"),
    ],
)
def test_words_of_other_offices_are_proposed(editor, kind, column, written, code):  # noqa: F811
    send(editor, [{"title": "One", column: written}], kind=kind)
    assert UploadedValue.objects.get().proposal == ([code] if code else [])


def test_the_next_file_remembers_what_a_value_means(editor):  # noqa: F811
    page = send(editor, treaties("Charter"))
    decide(editor, page, "agreement.kind", Charter="treaty")
    page = send(editor, treaties("CHARTER", "Letter"))
    assert "1 value is not known and not decided." in text(page)
    assert page.context["upload"].rows.get(number=2).state == "new"
    page = decide(editor, page, "agreement.kind", CHARTER="", Letter="-")
    assert page.context["upload"].rows.get(number=2).state == "wrong", "the choice was taken back"
    assert [each.text for each in RememberedChoice.objects.all()] == ["letter"], "it was taken back"


@pytest.mark.parametrize(("scope", "column"), [("agreement.kind", "kind"), ("country", "parties")])
def test_what_was_left_out_is_proposed_to_be_left_out_of_the_next_file(editor, scope, column):  # noqa: F811
    rows = [{"title": "One", "kind": "treaty", "reference": "K-1", column: "Letter"}]
    page = send(editor, rows)
    decide(editor, page, scope, Letter="-")
    page = send(editor, rows)
    assert page.context["upload"].rows.get().state == "wrong", "nothing is left out before somebody agrees"
    assert '<option value="-" selected>Leave it out (as in an earlier file)</option>' in text(page)
    page = decide(editor, page, scope, Letter="-")
    assert UploadedValue.objects.get(upload=page.context["upload"]).is_decided


def test_an_organization_in_a_column_of_countries_goes_where_it_belongs(editor):  # noqa: F811
    rows = [{"title": "Forum", "kind": "forum", "countries": "Republic of Korea (the); European Union; EU"}]
    page = send(editor, rows, kind="meetings")
    assert values(page) == [("EU", 1), ("European Union", 1)]
    assert "It is “European Union” (organization)" in text(page)
    key = "organization:european-union"
    page = decide(editor, page, "country", European_Union=key, EU=key)
    editor.post(here(page))
    meeting = Meeting.objects.get()
    assert [each.alpha_3 for each in meeting.countries.all()] == ["KOR"]
    assert [each.slug for each in meeting.organizations.all()] == ["european-union"]
    again = send(editor, rows, kind="meetings")
    assert again.context["upload"].rows.get().state == "unchanged"


def test_an_organization_in_the_country_column_of_a_party(editor):  # noqa: F811
    f.make_agreement("Rivers", slug="rivers", published=False)
    rows = [{"agreement": "rivers", "country": "European Union"}, {"agreement": "rivers", "country": "Viet Nam"}]
    page = send(editor, rows, kind="parties")
    page = decide(editor, page, "country", European_Union="organization:european-union")
    editor.post(here(page))
    assert {str(each) for each in Party.objects.all()} == {"European Union (EU)", "Vietnam"}


def test_one_that_has_no_place_for_it_is_refused(editor):  # noqa: F811
    rows = [{"title": "Forum", "kind": "forum", "host_country": "EU"}]
    page = send(editor, rows, kind="meetings")
    page = decide(editor, page, "country", EU="organization:european-union")
    words = "“European Union” (organization) belongs in another column, which this kind of row does not have."
    assert page.context["upload"].rows.get().problems == [["host_country", "EU", words]]


def test_a_value_can_name_several_and_the_box_takes_any_name(editor):  # noqa: F811
    page = send(editor, treaties("treaty", parties="The Koreas and friends; Viet Nam"))
    page = decide(editor, page, "country", The_Koreas_and_friends=("", "KOR; EU"))
    assert ["parties", "", "European Union; South Korea; Vietnam"] in page.context["upload"].rows.get().changes
    assert re.search('value="(South Korea; European Union|European Union; South Korea)"', text(page))


def test_a_long_name_is_not_taken_for_two_because_it_begins_with_a_known_one(editor):  # noqa: F811
    f.make_organization("Ministry of Environment")
    f.make_organization("Forest Service", slug="forest-service")
    long = "Ministry of Environment and Sustainable Development"
    rows = [
        {"title": "Wetlands", "organizations_implementing": long},
        {"title": "Forests", "organizations_implementing": "Ministry of Environment and Forest Service"},
    ]
    page = send(editor, rows, kind="projects")
    assert values(page) == [(long, 1)]
    assert "Import 1 row" in text(page)


def test_a_name_that_is_none_is_an_error_and_everything_typed_stays(editor):  # noqa: F811
    page = send(editor, treaties("treaty", parties="Atlantis; Mu; Lemuria"))
    page = decide(editor, page, "country", Atlantis=("", "Nowhere at all"), Mu=("-", "KOR"), Lemuria="-")
    shown = text(page)
    assert "Nothing is called “Nowhere at all”." in shown
    assert "Choose one: the name in the box, or the choice above it." in shown
    assert 'value="Nowhere at all"' in shown
    assert shown.count('<option value="-" selected>') == 2
    assert shown.count('aria-invalid="true"') == 4
    assert not UploadedValue.objects.filter(is_decided=True).exists()


def test_what_is_left_out_leaves_the_rest_of_the_cell(editor):  # noqa: F811
    page = send(editor, treaties("treaty", parties="Atlantis; Viet Nam"))
    page = decide(editor, page, "country", Atlantis="-")
    assert ["parties", "", "Vietnam"] in page.context["upload"].rows.get().changes


def test_organizations_and_topics_are_added(editor):  # noqa: F811
    rows = [{"title": "Forum", "kind": "forum", "organizations": "River Board; Lake Board", "topics": "Moss"}]
    page = send(editor, rows, kind="meetings")
    refused = decide(editor, page, "organization", River_Board="+")
    assert "Choose the kind of the organizations that are added." in text(refused)
    assert not Organization.objects.filter(name="River Board").exists()
    page = decide(editor, page, "organization", rest="+", added_kind="association", River_Board="+")
    page = decide(editor, page, "topic", Moss="+")
    assert set(Organization.objects.filter(kind="association").values_list("name", "slug")) == {
        ("River Board", "river-board"),
        ("Lake Board", "lake-board"),
    }
    assert Topic.objects.get(name="Moss").slug == "moss"
    assert page.context["upload"].rows.get().state == "new"


def test_a_name_with_signs_that_no_slug_has_is_added(editor):  # noqa: F811
    page = send(editor, [{"title": "Forum", "kind": "forum", "organizations": "Forests _ Waters"}], kind="meetings")
    decide(editor, page, "organization", Forests___Waters="+", added_kind="fund")
    assert Organization.objects.get(name="Forests _ Waters").slug == "forests-waters"


def test_sources_that_rows_name_by_address_are_added(editor):  # noqa: F811
    rows = [{"title": f"Forum {n}", "kind": "forum", "source": f"https://forums.example/{n % 2}"} for n in range(4)]
    page = send(editor, rows, kind="meetings")
    assert values(page, "source") == [("https://forums.example/0", 2), ("https://forums.example/1", 2)]
    page = decide(editor, page, "source", rest="+", added_kind="external")
    assert "Import 4 rows" in text(page)
    editor.post(here(page))
    assert Citation.objects.count() == 4
    assert set(Source.objects.values_list("url", "origin")) == {
        ("https://forums.example/0", "external"),
        ("https://forums.example/1", "external"),
    }
    assert "Finish: nothing to change" in text(send(editor, rows, kind="meetings"))


def test_a_region_in_a_column_of_countries_goes_to_the_regions(editor):  # noqa: F811
    region = f.make_region("Africa")
    page = send(editor, [{"title": "Forum", "kind": "forum", "countries": "Africa; KOR"}], kind="meetings")
    page = decide(editor, page, "country", Africa=("", "Africa"))
    editor.post(here(page))
    assert [*Meeting.objects.get().regions.all()] == [region]


def test_a_region_is_proposed_for_a_country_and_its_name_is_not_cut(editor):  # noqa: F811
    africa = f.make_region("Africa")
    rows = [{"title": "Forum", "kind": "forum", "countries": "Africa", "regions": "Western Sea and Africa"}]
    page = send(editor, rows, kind="meetings")
    assert '<option value="region:africa" selected>It is “Africa” (region)</option>' in text(page)
    assert values(page, "region") == [("Western Sea and Africa", 1)]
    shown = text(editor.get(f"{here(page)}?of=region"))
    assert '<option value="region:africa">It is “Africa” (region)</option>' in shown  # offered, not chosen
    page = decide(editor, page, "country", Africa="region:africa")
    page = decide(editor, page, "region", Western_Sea_and_Africa="-")
    editor.post(here(page))
    assert [*Meeting.objects.get().regions.all()] == [africa]


def test_a_series_is_added_as_a_draft_and_undone_with_the_import(editor):  # noqa: F811
    rows = [{"series": "Ministers Meeting on Rivers", "session": "1", "start": "2012"}]
    page = send(editor, rows, kind="meetings")
    page = decide(editor, page, "mechanism", Ministers_Meeting_on_Rivers="+")
    series = Mechanism.objects.get(title="Ministers Meeting on Rivers")
    assert (series.slug, series.is_public) == ("ministers-meeting-on-rivers", False)
    assert page.context["upload"].rows.get().label == "1st Ministers Meeting on Rivers"
    editor.post(here(page))
    file = ImportedFile.objects.get()
    added = f'href="/admin/cooperation/mechanism/?import={file.pk}-new"'
    assert added in text(editor.get(f"/admin/imports/files/{file.pk}/"))
    whole.start(file, "undo", editor.user)
    while not file.is_finished:
        whole.act(file, editor.user)
    assert not Mechanism.objects.exists()
    assert "New: mechanisms" not in text(editor.get(f"/admin/imports/files/{file.pk}/"))


def test_a_value_that_meant_something_deleted_since_is_asked_about_again(editor):  # noqa: F811
    rows = [{"title": "Forum", "start": "2012", "organizations": "Rivers Board"}]
    decide(editor, send(editor, rows, kind="meetings"), "organization", Rivers_Board="+", added_kind="fund")
    Organization.objects.get(name="Rivers Board").delete()
    page = send(editor, rows, kind="meetings")
    assert "1 value is not known and not decided." in text(page)
    assert "Import 1 row" in text(decide(editor, page, "organization", Rivers_Board=("", "EU")))


def test_who_may_not_add_is_not_offered_it():
    client = Client()
    user = f.make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_meeting", "change_meeting", "view_meeting"]))
    client.force_login(user)
    page = send(client, [{"title": "Forum", "kind": "forum", "organizations": "River Board"}], kind="meetings")
    assert "Add it as a new" not in text(page)
    page = decide(client, page, "organization", River_Board="+", added_kind="fund", rest="+")
    assert not Organization.objects.filter(name="River Board").exists()


def test_hundreds_of_values_are_on_pages_and_decided_together(editor):  # noqa: F811
    rows = [{"title": f"Forum {n}", "kind": "forum", "organizations": f"Board number {n}"} for n in range(120)]
    page = send(editor, rows, kind="meetings")
    shown = text(page)
    assert "120 values are not known and not decided." in shown
    assert "Values 1 to 25 of 120" in shown
    assert "Values 101 to 120 of 120" in text(editor.get(f"{here(page)}?of=organization&values=5"))
    page = editor.post(here(page), {"_values": "1", "of": "organization", "rest": "-"}, follow=True)
    assert "Import 120 rows" in text(page)


def test_the_statements_of_the_page_do_not_depend_on_the_values(editor, django_assert_max_num_queries):  # noqa: F811
    rows = [{"title": f"Forum {n}", "kind": "forum", "organizations": f"Board number {n}"} for n in range(60)]
    page = send(editor, rows, kind="meetings")
    with django_assert_max_num_queries(40):
        editor.get(here(page))
    with django_assert_max_num_queries(80):
        decide(editor, page, "organization", rest="+", added_kind="fund")


def test_an_uploaded_value_belongs_to_its_owner(editor, publisher):  # noqa: F811
    page = send(editor, treaties("Charter"))
    value = UploadedValue.objects.get()
    answer = publisher.post(here(page), {"_values": "1", f"action-{value.pk}": "treaty"}, follow=True)
    assert "no longer available" in told(answer)
    assert not UploadedValue.objects.get().is_decided
    assert roles.PUBLISHER in str(publisher.user)
