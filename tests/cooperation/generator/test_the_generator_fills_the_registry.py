"""`manage.py generate` fills an empty registry with records that keep every rule, the same ones for the same seed."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cooperation import history, search
from cooperation.domain.choices import InForce
from cooperation.generator import SIZES
from cooperation.index import KINDS, sums, upkeep
from cooperation.models import (
    RECORDS,
    Agreement,
    Citation,
    Document,
    Meeting,
    Membership,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    Source,
)
from regions.fields import CodeField
from regions.models import Country
from tests import factories as f
from tests.reading import Page
from tests.settled import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]
FILLED = (
    *RECORDS,
    Organization,
    Membership,
    Source,
    Party,
    Outcome,
    ProjectOrganization,
    Phase,
    Document,
    Citation,
)
# One text of all rows: what they are called, their dates, and what they are linked to. No numbers of the database.
DIGEST = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
    SELECT concat_ws(' ', m.slug, m.summary, m.start, m.end, m.published_at, m.updated_at, c.alpha_3, o.text) AS line
    FROM cooperation_meeting m
    LEFT JOIN cooperation_meeting_countries mc ON mc.meeting_id = m.id
    LEFT JOIN regions_country c ON c.id = mc.country_id
    LEFT JOIN cooperation_outcome o ON o.meeting_id = m.id
    UNION ALL
    SELECT concat_ws(' ', p.slug, p.actual_start, p.status, o.slug, po.role, f.name, f.amount, f.currency)
    FROM cooperation_project p
    LEFT JOIN cooperation_projectorganization po ON po.project_id = p.id
    LEFT JOIN cooperation_organization o ON o.id = po.organization_id
    LEFT JOIN cooperation_phase f ON f.project_id = p.id
    UNION ALL
    SELECT concat_ws(' ', a.slug, a.signed_on, a.in_force_on, a.expires_on, a.renewal, c.alpha_3, p.consent_on, m.slug)
    FROM cooperation_agreement a
    LEFT JOIN cooperation_party p ON p.agreement_id = a.id LEFT JOIN regions_country c ON c.id = p.country_id
    LEFT JOIN cooperation_meeting m ON m.id = a.meeting_id
) AS lines
"""


def generate(seed=1):
    printed = io.StringIO()
    call_command("generate", size="s", seed=seed, stdout=printed)
    return printed.getvalue()


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def digest(seed):
    """Generate, read what came of it, and undo it."""
    with undone():
        generate(seed)
        [[found]] = asked(DIGEST)
    return found


def test_what_rested_while_the_rows_entered_is_all_there_again_and_the_rows_are_good(client, subtests):
    kept = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
    UNION ALL SELECT tablename, indexname, indexdef, true FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled = 'O' FROM pg_trigger
    WHERE NOT tgisinternal ORDER BY 1, 2, 3
    """
    version = "SELECT number FROM cooperation_publicversion"
    before, [[number]] = asked(kept), asked(version)
    assert re.fullmatch(r"Generated in \d+ s\.\n", generate())
    assert asked(kept) == before
    assert asked(version) > [(number,)]
    for check in (
        readers_find_full_lists_and_pages,
        every_rule_of_the_forms_and_of_the_database_is_kept,
        the_rows_are_as_the_triggers_would_have_left_them,
        the_index_knows_of_the_rows,
        everything_occurs_that_a_registry_meets,
    ):
        with subtests.test(check.__name__), undone():
            check(client)


def readers_find_full_lists_and_pages(client):
    size = SIZES["s"]
    for kind, number in {"meetings": size.meetings, "agreements": size.agreements, "projects": size.projects}.items():
        page = Page(client.get(f"/{kind}/"))
        shown = int(re.search(rf"([\d,]+) {kind}", page.text)[1].replace(",", ""))
        assert number * 0.93 < shown < number  # the rest are drafts, planned or withdrawn
        addresses = [address for address in page.addresses if re.fullmatch(rf"/{kind}/[a-z0-9-]+-\d+/", address)]
        assert len(set(addresses)) == 25
        assert client.get(addresses[0]).status_code == 200
    assert Country.objects.current().count() == 249
    page = Page(client.get("/countries/vietnam/"))
    assert {"Agreements", "Projects"} <= page.sections.keys()
    for narrowed in ("country=vietnam", "region=south-east-asia", "topic=climate-change", "year=2024"):
        assert re.search(r"\d\d meetings", Page(client.get(f"/meetings/?{narrowed}")).text)


def every_rule_of_the_forms_and_of_the_database_is_kept(_client):
    for model in FILLED:
        rows = list(model._base_manager.order_by("?")[:25])
        assert rows, model
        for row in rows:
            row.full_clean()
    # COPY asks the checks of every row; none was put off.
    assert asked("SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


def the_rows_are_as_the_triggers_would_have_left_them(_client):
    assert asked("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgenabled <> 'O'") == []
    meeting = Meeting.objects.filter(outcomes__key=2, citations__key=1).order_by("pk").first()
    project = Project.objects.filter(phases__key=2, documents__key=1).order_by("pk").first()
    for owner, parts, make in (
        (meeting, "outcomes", f.make_outcome),
        (meeting, "citations", f.make_citation),
        (project, "phases", f.make_phase),
        (project, "documents", f.make_document),
    ):
        keys = sorted(getattr(owner, parts).values_list("key", flat=True))
        assert keys == list(range(1, len(keys) + 1))
        part = make(owner)
        part.refresh_from_db()
        assert part.key == len(keys) + 1
    assert f.make_meeting().pk == Meeting.objects.order_by("-pk")[1].pk + 1
    for owner in (meeting, project):
        before = owner.version
        owner.refresh_from_db()
        assert (before, owner.version) == (1, 2)
        assert history.changes_of(owner._meta.model_name, owner.pk).count() == 2


def the_index_knows_of_the_rows(_client):
    assert list(upkeep.check()) == []
    assert list(sums.check()) == []
    assert sums.totals()
    assert list(search.check()) == []
    assert asked("SELECT count(DISTINCT kind) FROM cooperation_entry") == [(len(KINDS),)]


def everything_occurs_that_a_registry_meets(_client):
    for model in FILLED:
        for field in model._meta.concrete_fields:
            if isinstance(field, CodeField):
                found = set(model._base_manager.values_list(field.name, flat=True))
                assert {code for code, _ in field.flatchoices} <= found, field
    precisions = {len(start or "") for start in Meeting._base_manager.values_list("start", flat=True)}
    assert precisions == {0, 4, 7, 10}
    in_force = Agreement.objects.with_force(timezone.localdate()).values_list("force", flat=True)
    assert set(in_force) == set(InForce)
    for model in (Meeting, Agreement, Project):
        assert model.objects.filter(published_at=None, publish_at=None).exists()
        assert model.objects.filter(publish_at__gt=timezone.now()).exists()
        assert model.objects.exclude(withdrawn_at=None).exists()
    numbers = [meeting.countries.count() for meeting in Meeting.objects.prefetch_related("countries")]
    assert (min(numbers), max(numbers)) == (2, 12)
    assert Project.objects.filter(actual_end=None, planned_end=None).exclude(actual_start=None).exists()
    assert Citation.objects.filter(is_disputed=True).exists()
    for through in [field.remote_field.through for field in Outcome._meta.local_many_to_many]:
        name = through._meta.model_name
        assert through.objects.exists() or name.endswith(("concerns_organizations", "to_organizations")), name


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_same_seed_makes_the_same_rows_and_a_terminal_sees_how_far_it_is_and_a_log_nothing(monkeypatch):
    found = []
    for seed, stream in ((1, Terminal()), (1, io.StringIO()), (2, io.StringIO())):
        monkeypatch.setattr("sys.stderr", stream)
        found.append((digest(seed), stream.getvalue()))
    (first, seen), (again, nothing), (another, _) = found
    assert first == again != another
    assert (seen.count("\n"), nothing) == (16, "")
    assert f"\rmeetings                    [{'#' * 30}]       980 of 980\n" in seen


@pytest.mark.parametrize("make", [f.make_meeting, f.make_organization])
def test_a_registry_that_holds_something_is_left_as_it_is(make):
    make()
    before = {model: model._base_manager.count() for model in apps.get_app_config("cooperation").get_models()}
    with pytest.raises(
        CommandError, match=r"This registry holds records\. Generated ones enter an empty registry only\."
    ):
        generate()
    assert before == {model: model._base_manager.count() for model in before}


def test_a_role_that_does_not_own_the_tables_is_told():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE registry_web")
    with pytest.raises(CommandError, match=r"needs the role that owns the tables\..*must be owner of table"):
        generate()
