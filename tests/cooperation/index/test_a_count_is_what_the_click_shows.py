"""Beside every option stands the number of rows that it has: exactly what the click shows, and what the tables hold."""

import random
from datetime import timedelta

import pytest
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from cooperation.domain.choices import (
    AgreementKind,
    MeetingKind,
    MeetingStatus,
    Origin,
    OutcomeKind,
    ProjectStatus,
    Renewal,
    Role,
)
from cooperation.filters import FILTERS, multiple_choice
from cooperation.filters.meetings import MeetingFilter
from cooperation.index import order
from cooperation.models import Agreement, Mechanism, Meeting, Outcome, Project
from regions.models import Region
from tests.cooperation.filters import oracle
from tests.cooperation.filters.reading import Page
from tests.factories import (
    make_agreement,
    make_citation,
    make_country,
    make_mechanism,
    make_meeting,
    make_organization,
    make_outcome,
    make_party,
    make_project,
    make_project_organization,
    make_source,
    make_topic,
)
from tests.settled import settle

pytestmark = pytest.mark.django_db
CLICKED = 4  # of the options of one filter
LISTS = tuple(FILTERS.values())


def a_registry(seed, size=25):
    """A small registry in which everything that a filter knows occurs: unknown dates, open ends, drafts among it."""
    chance = random.Random(seed)  # noqa: S311
    countries = [make_country(code) for code in ("KOR", "CHN", "JPN", "VNM", "IRN", "DEU")]
    upper = [make_topic() for _ in range(3)]
    topics = [*upper, *(make_topic(parent=topic) for topic in upper[:2])]

    def some(things, most=3):
        return chance.sample(things, k=chance.randint(0, min(most, len(things))))

    regions = list(Region.objects.all())
    bodies = [
        make_organization(country=chance.choice([None, *countries]), kind="fund", regions=some(regions, 1))
        for _ in range(5)
    ]

    def date():
        year = chance.randint(2009, timezone.localdate().year + 1)
        month, day = f"{year}-{chance.randint(1, 12):02}", f"{year}-05-{chance.randint(1, 31):02}"
        return chance.choice([None, f"{year}", month, day])

    def period(one, other):
        begin, end = date(), date()
        return {one: begin, other: end if begin and end and end[:4] > begin[:4] else None}

    def state():
        return {"published": chance.random() > 0.15, "withdrawn": chance.random() < 0.1}

    mechanisms, projects, meetings = [], [None], [None]
    for _ in range(4):
        mechanism = make_mechanism(
            countries=some(countries, 1),
            organizations=some(bodies, 1),
            regions=some(regions, 1),
            parent=chance.choice([None, *mechanisms]),
            topics=some(topics),
            **period("established_on", "ended_on"),
            **state(),
        )
        mechanisms.append(mechanism)
    for _ in range(size):
        meeting = make_meeting(
            countries=some(countries, 2),
            organizations=some(bodies, 1),
            topics=some(topics),
            host_country=chance.choice([None, *countries]),
            mechanism=chance.choice([None, *mechanisms]),
            **chance.choice(
                [{"part_of_meeting": chance.choice(meetings)}, {"part_of_project": chance.choice(projects)}]
            ),
            kind=chance.choice(MeetingKind.values),
            status=chance.choice(MeetingStatus.values),
            **period("start", "end"),
            **state(),
        )
        meetings.append(meeting)
        for _ in range(chance.randint(0, 2)):
            make_outcome(
                meeting,
                kind=chance.choice(OutcomeKind.values),
                by_countries=some(countries, 1),
                to_organizations=some(bodies, 1),
                topics=some(topics),
                position=chance.randint(0, 3),
            )
        agreement = make_agreement(
            countries=some(countries),
            topics=some(topics),
            meeting=chance.choice([None, meeting]),
            kind=chance.choice(AgreementKind.values[:4]),
            renewal=chance.choice(Renewal.values),
            **period("in_force_on", "expires_on"),
            **state(),
        )
        for body in some(bodies, 1):
            make_party(agreement, organization=body)
        project = make_project(
            countries=some(countries),
            topics=some(topics),
            mechanism=chance.choice([None, *mechanisms]),
            status=chance.choice(ProjectStatus.values),
            **chance.choice([period("planned_start", "planned_end"), period("actual_start", "actual_end")]),
            **state(),
        )
        projects.append(project)
        for body in some(bodies):
            make_project_organization(project, body, chance.choice(Role.values))
        for outcome in meeting.outcomes.all():
            outcome.carried_out_by_projects.set(chance.choice([[], [project]]))
    mechanisms[0].founded_by = agreement
    mechanisms[0].save()
    cite_some(random.Random(seed))  # noqa: S311
    settle()
    return chance


def cite_some(chance):
    """What the rules of quality ask for: sources of any age, disputed values, summaries, places, numbered sessions."""
    today = timezone.localdate()
    dates = (None, f"{today.year - 4}", f"{today.year - 1}-01", (today - timedelta(days=365)).isoformat())
    sources = [make_source(as_of=date, origin=chance.choice(Origin.values)) for date in dates]
    for model in (Agreement, Meeting, Project, Mechanism):
        for record in model.objects.order_by("pk"):
            if chance.random() < 0.5:
                continue
            disputed = {"is_disputed": True, "note": "Another has 3."} if chance.random() < 0.2 else {}
            field = chance.choice(["", "title", "status" if hasattr(record, "status") else "summary"])
            make_citation(record, source=chance.choice(sources), field=field, **disputed)
            if field == "status":
                value = chance.choice(["", record.status, "held"])
                make_citation(record, source=chance.choice(sources), field="status", value=value)
            model.objects.filter(pk=record.pk).update(summary=chance.choice(["", " ", "What it is."]))
    for meeting in Meeting.objects.order_by("pk"):
        if meeting.mechanism_id and chance.random() < 0.7:
            meeting.ordinal = chance.randint(1, 12)
        if chance.random() < 0.3:
            meeting.mode, meeting.city = chance.choice([("online", ""), ("in-person", "Seoul"), ("online", "Busan")])
        meeting.save()
        if chance.random() < 0.1:
            make_citation(meeting, field="ordinal", is_disputed=True, note="Another has 4.")
    for outcome in Outcome.objects.order_by("pk"):
        if chance.random() < 0.5:
            field = chance.choice(["", "status"])
            make_citation(outcome.meeting, outcome=outcome, source=chance.choice(sources), field=field)


def ask(filterset, query):
    """What the list answers to these values."""
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, list(values))
    asked = filterset(data, today=timezone.localdate())
    assert asked.is_valid(), (query, asked.form.errors)
    return asked


def all_options(filterset, query, name, text=""):
    """The options on the page with all options of a filter."""
    page = ask(filterset, query | {"options": [name], "find": [text]}).all_options
    return [*page.selected, *page.rest]


def a_question(filterset, chance):
    """Up to three filters of the list, with one or two of the options that it offers."""
    whole, query = ask(filterset, {}), {}
    names = [name for name in whole.multiple_choice if whole.form[name].options]
    for name in chance.sample(names, k=chance.randint(0, min(3, len(names)))):
        values = [option.value for option in whole.form[name].options]
        query[name] = chance.sample(values, k=chance.randint(1, min(2, len(values))))
    if "from" in whole.filters and chance.random() < 0.4:
        query[chance.choice(["from", "to"])] = [chance.choice(["2010", "2012-05", "2014-05-17", "2020-11-30"])]
    return query


def some_of(chance, values):
    """At most CLICKED of the values: each click asks the tables."""
    values = sorted(values)
    return chance.sample(values, k=min(CLICKED, len(values)))


@pytest.mark.parametrize(("seed", "most"), [(0, 2), (1, 250)])
def test_options_of_every_filter(seed, most, monkeypatch):
    monkeypatch.setattr(multiple_choice, "SHOWN", 2)
    monkeypatch.setattr(multiple_choice, "FEW", 3)
    monkeypatch.setattr(multiple_choice, "MOST", most)
    chance = a_registry(seed)
    checked = 0
    for filterset in LISTS:
        for _ in range(3):
            query = a_question(filterset, chance)
            asked = ask(filterset, query)
            assert asked.count() == oracle.found(asked).count(), (filterset, query)
            for name in asked.multiple_choice:
                short, whole = asked.form[name].options, all_options(filterset, query, name)
                options = {option.value: option for option in (*short, *whole)}
                for option in (options[value] for value in some_of(chance, options)):
                    clicked = ask(filterset, query | {name: [option.value]})
                    number = oracle.found(clicked).count()
                    assert option.count == clicked.count() == number, (filterset, query, name, option)
                    checked += 1
                if most == 250:
                    assert options.keys() == {option.value for option in whole}, "the page has all"
                    assert shows_the_most(short, whole, name), (filterset, query, name)
    assert checked > 200


def shows_the_most(short, whole, name):
    """Whether a list shows the options with the most rows, or the latest years, besides the selected ones."""
    shown = [option for option in short if not option.is_chosen]
    others = [option for option in whole if not option.is_chosen and option.count]
    number = len(others) if len(whole) <= 3 else 2
    if name == "year":
        return shown == sorted(others, reverse=True)[:number]
    most = sorted((option.count for option in others), reverse=True)[:number]
    return sorted((option.count for option in shown), reverse=True) == most


@pytest.mark.parametrize("seed", range(2))
def test_what_is_no_option_has_no_rows(seed):
    chance = a_registry(seed)
    for filterset in LISTS:
        for _ in range(4):
            query = a_question(filterset, chance)
            for name in ask(filterset, query).multiple_choice:
                offered = {option.value for option in all_options(filterset, query, name)}
                parameter = ask(filterset, {}).filters[name]
                for value in some_of(chance, values_of(parameter) - offered):
                    clicked = ask(filterset, query | {name: [value]})
                    assert not oracle.found(clicked).exists(), (query, name, value)


def values_of(parameter):
    """Every value that the filter accepts, whether or not a row has it."""
    if choices := getattr(parameter, "choices", None):
        return set(choices.values)
    if referred := getattr(parameter, "referred", None):
        return {row.slug for row in referred.objects.all() if parameter.is_visible(row.pk)}
    return {str(year) for year in range(2005, timezone.localdate().year + 3)}


SORTS = ("date", "oldest", "title", "modified", "unkept")


@pytest.mark.parametrize("asking", [order.ASKING, -order.ASKING_FOR_ONE * 1000], ids=["read", "asked for"])
def test_pages_have_the_rows_of_the_tables_in_their_order(asking, monkeypatch):
    monkeypatch.setattr(order, "ASKING", asking)
    chance = a_registry(7, size=40)
    for filterset, sort in [(each, sort) for each in LISTS for sort in SORTS if sort in each.orders]:
        for _ in range(3):
            query = a_question(filterset, chance)
            asked = ask(filterset, query | {"sort": [sort]})
            rows, page = oracle.ids(asked), asked.slice(7)
            found = [*page.ids]
            while page.next:
                page = ask(filterset, query | {"sort": [sort], "page": [str(page.next)]}).slice(7)
                found += page.ids
            assert found == rows, (filterset, query)
            if page.number is not None and rows:
                last = ask(filterset, query | {"sort": [sort], "page": [str(asked.slice(7).pages)]}).slice(7)
                assert last.ids == rows[last.first - 1 :], (filterset, query)


@pytest.mark.parametrize("seed", range(2))
def test_every_row_has_a_region_or_none(seed):
    a_registry(seed)
    without_any = 0
    for filterset in LISTS:
        whole = ask(filterset, {})
        values = [option.value for option in all_options(filterset, {}, "region")]
        assert ask(filterset, {"region": values}).count() == whole.count() > 0
        without = ask(filterset, {"region": ["none"]}).count()
        assert ask(filterset, {"region": set(values) - {"none"}}).count() == whole.count() - without
        without_any += without
    assert without_any


def test_the_page_shows_the_numbers():
    a_registry(3)
    page = Page("/meetings/?region=europe")
    assert page.counts("country")
    for country, number in page.counts("country").items():
        assert Page(f"/meetings/?region=europe&country={country}").number == number
    for region, number in page.counts("region").items():
        assert Page(f"/meetings/?region={region}").number == number
    assert MeetingFilter.rows.filter(host_country__isnull=False).exclude(countries=F("host_country")).exists()
