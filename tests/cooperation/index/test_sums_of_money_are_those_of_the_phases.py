"""The sums of money are those of the published phases, whatever writes to the database."""

import threading
from collections import Counter, defaultdict
from decimal import Decimal
from io import StringIO
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cooperation.database.sums import MOST_CHANGES
from cooperation.domain.money import Total
from cooperation.domain.tags import EVERYTHING
from cooperation.index import Dimension, sums, tag
from cooperation.models import Citation, Mechanism, Organization, Phase, Project
from cooperation.models.querysets import NO_REGION
from regions.models import Country, Region
from tests.connections import at_once
from tests.factories import (
    make_citation,
    make_country,
    make_mechanism,
    make_organization,
    make_phase,
    make_project,
    make_region,
)
from tests.settled import settle, undone


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def tags_of(project):
    """The tags that the sums of a project are kept for, from the querysets of the lists."""
    this = Project.objects.filter(pk=project.pk)
    yield EVERYTHING
    if project.date:
        yield tag(Dimension.YEAR, project.date.first.year)
    for country in project.countries.all():
        yield tag(Dimension.COUNTRY, country.pk)
    for region in (*Region.objects.all(), NO_REGION):
        if this.in_regions([region]).exists():
            yield tag(Dimension.REGION, region.pk)


def expected():
    """The totals per tag, added up from the rows."""
    phases, projects = defaultdict(list), defaultdict(set)
    for phase in Phase.objects.published().filter(amount__isnull=False).select_related("project"):
        claims = list(phase.citations.all())
        is_disputed = any(claim.is_disputed for claim in claims)
        is_inferred = any(claim.basis == "inferred" and claim.field in ("amount", "currency") for claim in claims)
        tags = list(tags_of(phase.project))
        if phase.funder_id:
            tags.append(tag(Dimension.FUNDER, phase.funder_id))
        for of in tags:
            phases[of, phase.currency].append((phase.amount, is_disputed, is_inferred))
            projects[of, phase.currency].add(phase.project_id)
    return {
        (of, currency): sums.Sum(
            Total(currency, sum(each[0] for each in rows), len(rows), any(r[1] for r in rows), any(r[2] for r in rows)),
            len(projects[of, currency]),
        )
        for (of, currency), rows in phases.items()
    }


def kept():
    tags = sql("SELECT DISTINCT tag FROM cooperation_money_sum")
    return {(of, each.total.currency): each for (of,) in tags for each in sums.sums(of)}


def assert_exact():
    """Compare the sums with the rows, the largest projects with the rows, and ask the check."""
    settle()
    due = expected()
    assert kept() == due
    currencies = sorted({currency for of, currency in due})
    largest = Counter()
    for phase in Phase.objects.published().filter(amount__isnull=False):
        largest[phase.currency, phase.project_id] += phase.amount
    first = sorted(largest, key=lambda each: (each[0], -largest[each], each[1]))
    found = sums.largest(currencies, 100)
    assert [(each.total.currency, each.project) for each in found] == first
    assert [each.total.amount for each in found] == [largest[each] for each in first]
    assert list(sums.check()) == []


def a_registry():
    """Projects with several currencies, funders and years, drafts and withdrawn ones, disputed and inferred amounts."""
    countries = [make_country(code) for code in ("KOR", "CHN", "VNM", "KEN")]
    funders = [make_organization() for _ in range(2)]
    africa = make_mechanism("Africa forum")
    africa.regions.add(make_region("Africa"))
    for number in range(12):
        project = make_project(
            published=number != 3,
            withdrawn=number == 4,
            actual_start=(None, "2011", "2012-05")[number % 3],
            countries=countries[: number % 4],
            mechanism=africa if number % 4 == 0 else None,
        )
        for which in range(number % 3 + 1):
            amount, currency = ((Decimal("100.50") + number, "USD"), (7, "EUR"), (None, ""))[(number + which) % 3]
            funder = [*funders, None][which % 3]
            phase = make_phase(project, amount=amount, currency=currency, funder=funder)
            if number % 4 == 1:
                make_citation(project, phase=phase, is_disputed=True, note="They differ.")
            if number % 4 == 2:
                make_citation(project, phase=phase, field="currency", basis="inferred", note="Not named.")
            make_citation(project, phase=phase, field="amount")
    # A project without an amount, and one without a phase.
    make_phase(make_project())
    make_project()


def first(model, **conditions):
    return model.objects.filter(**conditions).order_by("pk").first()


WRITES = {
    "amounts in SQL": lambda: sql("UPDATE cooperation_phase SET amount = amount + 0.25 WHERE amount IS NOT NULL"),
    "one amount": lambda: Phase.objects.filter(pk=first(Phase, amount__gt=0, project__is_public=True).pk).update(
        amount=5
    ),
    "another currency": lambda: Phase.objects.filter(currency="EUR").update(currency="JPY"),
    "amounts that go": lambda: Phase.objects.filter(currency="USD").update(amount=None, currency=""),
    "another funder": lambda: Phase.objects.exclude(funder=None).update(funder=make_organization()),
    "no funder": lambda: Phase.objects.update(funder=None),
    "phases that come": lambda: [make_phase(each, amount=3, currency="USD") for each in Project.objects.all()],
    "phases that go": lambda: Phase.objects.all().delete(),
    "phases that go in SQL": lambda: sql(
        "DELETE FROM cooperation_citation; DELETE FROM cooperation_phase WHERE mod(id, 2) = 0"
    ),
    "disputes that come": lambda: [
        make_citation(each.project, phase=each, is_disputed=True, note="They differ.") for each in Phase.objects.all()
    ],
    "disputes that end": lambda: Citation.objects.filter(is_disputed=True).update(is_disputed=False, note=""),
    "values that are stated": lambda: Citation.objects.filter(basis="inferred").update(basis="stated", note=""),
    "values that are inferred": lambda: Citation.objects.filter(field="amount").update(
        basis="inferred", note="Not named."
    ),
    "claims about another field": lambda: Citation.objects.filter(basis="inferred").update(field="name"),
    "claims about no phase": lambda: Citation.objects.update(phase=None),
    "claims that go": lambda: Citation.objects.all().delete(),
    "publication": lambda: Project.objects.filter(published_at=None).update(published_at=timezone.now()),
    "withdrawal": lambda: Project.objects.published().update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong."),
    "withdrawal that ends": lambda: Project.objects.exclude(withdrawn_at=None).update(
        withdrawn_at=None, withdrawal_reason=""
    ),
    "another year": lambda: Project.objects.update(actual_start="2020-01-31"),
    "no date": lambda: sql("UPDATE cooperation_project SET actual_start = NULL, planned_start = NULL"),
    "another country": lambda: [each.countries.set([make_country("IRN")]) for each in Project.objects.all()],
    "countries that go": lambda: Project.countries.through.objects.all().delete(),
    "a country that moves": lambda: Country.objects.filter(alpha_3="CHN").update(region=make_region("Elsewhere")),
    "a region that is stated": lambda: first(Project).regions.add(make_region("Elsewhere")),
    "a mechanism in another region": lambda: Mechanism.objects.get().regions.set([make_region("Elsewhere")]),
    "a mechanism that is withdrawn": lambda: Mechanism.objects.update(
        withdrawn_at=timezone.now(), withdrawal_reason="Wrong."
    ),
    "citations that are truncated": lambda: sql("SET ROLE NONE; TRUNCATE cooperation_citation"),
    "phases that are truncated": lambda: sql("SET ROLE NONE; TRUNCATE cooperation_phase CASCADE"),
    "projects that are truncated": lambda: sql("SET ROLE NONE; TRUNCATE cooperation_project CASCADE"),
}


@pytest.mark.django_db
def test_the_sums_are_those_of_the_rows_after_any_write(subtests):
    a_registry()
    assert_exact()
    before, rows = kept(), sql("SELECT * FROM cooperation_money ORDER BY 1, 2, 3")
    settle()
    for name, write in WRITES.items():
        with subtests.test(name), undone():
            write()
            assert_exact()
            assert kept() != before or sql("SELECT * FROM cooperation_money ORDER BY 1, 2, 3") != rows


@pytest.mark.django_db
def test_a_write_that_is_rolled_back_changes_no_sum():
    a_registry()
    before = kept()
    with transaction.atomic():
        Phase.objects.filter(currency="USD").update(amount=1)
        assert kept() != before
        transaction.set_rollback(True)
    assert kept() == before
    assert_exact()


@pytest.mark.django_db
def test_changes_are_added_up_and_the_sums_stay_the_same():
    a_registry()
    project = make_project(countries=[make_country("KOR")])
    phase = make_phase(project, amount=1, currency="USD")
    most = 0
    for amount in range(MOST_CHANGES // 3):
        Phase.objects.filter(pk=phase.pk).update(amount=amount)
        most = max(most, sql("SELECT count(*) FROM cooperation_money_sum WHERE part > 0")[0][0])
    assert most > MOST_CHANGES / 2
    assert sql("SELECT count(*) FROM cooperation_money_sum WHERE part > 0")[0][0] < most
    assert_exact()


def patient(act):
    def does():
        sql("SET lock_timeout = '5s'")
        act()

    return does


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_writers_of_different_projects_do_not_wait_for_each_other():
    phases = [make_phase(make_project(), amount=1, currency="USD") for _ in range(2)]
    with transaction.atomic():
        Phase.objects.filter(pk=phases[0].pk).update(amount=10)
        sql("SELECT registry_money_add_up()")
        assert at_once(patient(lambda: Phase.objects.filter(pk=phases[1].pk).update(amount=100))) == [None]
    assert [each.amount for each in sums.totals()] == [110]
    assert_exact()


PAIRS = {
    "two phases of one project": (
        lambda project: make_phase(project, amount=4, currency="USD"),
        lambda project: make_phase(project, amount=8, currency="USD"),
    ),
    "a phase and a withdrawal": (
        lambda project: make_phase(project, amount=4, currency="USD"),
        lambda project: Project.objects.filter(pk=project.pk).update(
            withdrawn_at=timezone.now(), withdrawal_reason="Wrong."
        ),
    ),
    "a dispute and an amount": (
        lambda project: make_citation(project, phase=project.phases.first(), is_disputed=True, note="They differ."),
        lambda project: Phase.objects.filter(project=project).update(amount=3, currency="EUR"),
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize("pair", PAIRS)
def test_two_who_write_at_once_leave_exact_sums(pair, turn):
    project = make_project()
    make_phase(project, amount=1, currency="USD")
    begin, follow = PAIRS[pair][::turn]
    has_written = threading.Event()

    def begins():
        with transaction.atomic():
            begin(project)
            has_written.set()
            sleep(0.2)

    def follows():
        assert has_written.wait(timeout=10)
        follow(project)

    assert at_once(patient(begins), patient(follows)) == [None, None]
    assert_exact()


@pytest.mark.usefixtures("as_owner")
@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_exact_sums_while_others_add_up():
    countries = [make_country(code) for code in ("KOR", "CHN", "VNM")]
    projects = [make_project(countries=[country]) for country in countries for _ in range(2)]
    for project in projects:
        make_phase(project, amount=1, currency="USD")
    seen = []

    def write(mine):
        def does():
            sql("SET lock_timeout = '10s'")
            for number in range(15):
                with transaction.atomic():
                    for project in mine:
                        Phase.objects.filter(project=project).update(amount=number + 1)

        return does

    def add_up():
        for _ in range(40):
            sql("SELECT registry_money_add_up()")
            # Each writer changes both projects of a country by the same amount, so the sum is always even.
            seen.extend(each.amount % 2 for each in sums.totals())

    writers = [patient(write(projects[at : at + 2])) for at in (0, 2, 4)]
    assert at_once(*writers, add_up) == [None] * 4
    assert set(seen) == {0}
    assert [each.amount for each in sums.totals()] == [15 * 6]
    assert_exact()


BROKEN = {
    "a project that is not counted": "DELETE FROM cooperation_money WHERE funder = 0",
    "an amount that is wrong": "UPDATE cooperation_money SET amount = amount + 1",
    "a project that does not exist": (
        "INSERT INTO cooperation_money SELECT project + 1000000, currency, funder, amount, phases, disputed, inferred,"
        " tags FROM cooperation_money LIMIT 1"
    ),
    "a sum that is wrong": "UPDATE cooperation_money_sum SET amount = amount + 1",
    "a sum that is missing": "DELETE FROM cooperation_money_sum",
    "a change that is left over": (
        "INSERT INTO cooperation_money_sum (tag, currency, amount, phases, disputed, inferred, projects)"
        " VALUES (0, 'USD', 1, 1, 0, 0, 1)"
    ),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("as_owner")
def test_the_commands_find_and_correct_what_somebody_broke(subtests):
    a_registry()
    settle()
    for name, statement in BROKEN.items():
        with subtests.test(name), undone():
            sql(statement)
            printed = StringIO()
            with pytest.raises(CommandError, match="differs from the tables"):
                call_command("check_index", stdout=printed)
            assert "sums of money: " in printed.getvalue()
            call_command("rebuild_index", stdout=StringIO())
            assert_exact()


@pytest.mark.django_db
def test_every_region_and_funder_of_the_demo_data_has_its_sums(demo_fixtures):
    assert_exact()
    assert sums.totals()
    assert any(sums.totals(tag(Dimension.REGION, region.pk)) for region in Region.objects.all())
    assert any(sums.totals(tag(Dimension.FUNDER, body.pk)) for body in Organization.objects.all())
