"""Load generated rows with COPY, in one transaction, with row triggers disabled.

For a million meetings the triggers would take hours. They are disabled while rows are loaded, and the rows have the
values that the triggers would set: version 1, keys that count from 1, and the counters for these. Check constraints
apply as always; foreign keys and indexes are restored at the end, for all rows at once. There is no history for the
load: the history of generated rows starts with their first change.
"""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from regions.models import Country

from ..domain.hangul import has_hangul
from ..models import (
    RECORDS,
    Agreement,
    Citation,
    Document,
    Lineage,
    Mechanism,
    Meeting,
    Membership,
    Organization,
    Outcome,
    Party,
    Phase,
    Project,
    ProjectOrganization,
    Source,
    Topic,
)
from .bare import bare
from .content import SIZES, Content
from .derived import fill
from .records import NUMBERED, World

RECORD = (
    "id slug title title_ko other_names reference summary responsible_unit internal_note published_at publish_at "
    "withdrawn_at withdrawal_reason updated_at "
)
BATCH = 2_000
DOCUMENT = "key title kind language url is_internal"
CITATION = "key source field locator quotation value basis is_disputed note"


class Table:
    """The target of rows with this name: a model and the fields that are given; the others have their defaults."""

    def __init__(self, model, names):
        given = [model._meta.get_field(name) for name in names.split()]
        others = [
            field
            for field in model._meta.concrete_fields
            if field not in given and not (field.primary_key or field.has_db_default() or field.generated)
        ]
        self.name = model._meta.db_table
        self.columns = [field.column for field in [*given, *others]]
        self.defaults = tuple(
            str(value) if isinstance(value := field.get_default(), str) else value for field in others
        )

    def copy(self, rows):
        quote = connection.ops.quote_name
        statement = f"COPY {quote(self.name)} ({', '.join(map(quote, self.columns))}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row + self.defaults)


def links(model, field):
    relation = model._meta.get_field(field)
    return Table(relation.remote_field.through, f"{relation.m2m_field_name()} {relation.m2m_reverse_field_name()}")


def tables() -> dict[str, Table]:
    """Return all tables to fill. A table comes after those that it refers to."""
    found = {
        "organization": Table(Organization, "id slug name acronym kind country summary"),
        "membership": Table(Membership, "organization country joined_on"),
        "source": Table(Source, "id slug title publisher origin url as_of"),
        "agreement": Table(
            Agreement,
            RECORD + "kind binding adopted_on signed_on signed_at in_force_on expires_on renewal terminated_on "
            "authentic_languages meeting",
        ),
        "party": Table(Party, "agreement country organization signed_by consent consent_on withdrawn_on"),
        "lineage": Table(Lineage, "agreement kind earlier"),
        "mechanism": Table(Mechanism, RECORD + "acronym level established_on ended_on founded_by parent cadence"),
        "meeting": Table(
            Meeting,
            RECORD + "mechanism ordinal kind status mode start end city host_country heads_of_delegation "
            "participant_count is_participant_count_approximate part_of_meeting part_of_project",
        ),
        "outcome": Table(Outcome, "id meeting key position kind text due_on status follows"),
        "project": Table(
            Project, RECORD + "status planned_start planned_end actual_start actual_end mechanism agreement"
        ),
        "projectorganization": Table(ProjectOrganization, "project organization role"),
        "phase": Table(Phase, "project key position name start end amount currency funder"),
    }
    for model in (*RECORDS, Outcome):
        name = model._meta.model_name
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                found[f"{name}_{field.name}"] = links(model, field.name)
    for model in RECORDS:
        name = model._meta.model_name
        found[f"{name}_document"] = Table(Document, f"{name} {DOCUMENT}")
        found[f"{name}_citation"] = Table(Citation, f"{name} {CITATION}")
    return found


def is_empty() -> bool:
    return not any(model._base_manager.exists() for model in (*RECORDS, Organization, Source))


@transaction.atomic
def generate(size: str, seed: int, bar) -> None:
    """Fill the registry. `bar(task, total)` returns a progress bar with an `advance` method."""
    if not (Country.objects.exists() and Topic.objects.exists()):
        call_command("loaddata", *sorted((settings.BASE_DIR / "fixtures/reference").glob("*.json")), verbosity=0)
    content = Content(SIZES[size], world(), seed, {model: first_id(model) for model in NUMBERED})
    into = tables()
    names = dict.fromkeys(table.name for table in into.values())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL cannot alter a table with pending deferred checks
        with bare(cursor, names, bar):
            for stage, number, rows in ahead(batches(content, bar)):
                enter(rows, into)
                stage.advance(number)
        derive(cursor, content, bar)


def batches(content, bar):
    """Generate all rows in batches. Yield (progress bar of the stage, number of records, rows by table)."""
    for doing, number, draw in content.stages():
        stage = bar(doing, number)
        for done in range(0, number, BATCH):
            content.rows = defaultdict(list)
            drawn = min(BATCH, number - done)
            for _ in range(drawn):
                draw()
            yield stage, drawn, content.rows


def ahead(items):
    """Yield the items of the iterator; a thread prepares the next one while the caller handles the last."""
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, items, None)
        while (last := following.result()) is not None:
            following = thread.submit(next, items, None)
            yield last


def enter(rows, into):
    """Load the rows of a batch, referenced tables first."""
    for name, table in into.items():
        if name in rows:
            table.copy(rows[name])
    if unknown := rows.keys() - into.keys():
        raise ValueError(f"rows of no table: {', '.join(unknown)}")


def world() -> World:
    """Return the reference data in a fixed order, narrower topics first."""
    countries = [
        (row.pk, row.alpha_3, row.name, row.name_ko or next(filter(has_hangul, row.other_names.splitlines()), ""))
        for row in Country.objects.current().order_by("alpha_3")
    ]
    topics = list(Topic.objects.order_by("pk").values_list("parent", "pk"))
    narrower, broader = ([pk for parent, pk in topics if bool(parent) is wanted] for wanted in (True, False))
    return World(countries, settings.HOME_COUNTRY, narrower + broader)


def first_id(model) -> int:
    """Return an id that was never used, because history rows of deleted rows keep their ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


COUNTERS = """
INSERT INTO cooperation_keycounter (owner, last)
SELECT format('%%s of %%s %%s', %s, %s, "{column}"), max(key)
FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY "{column}" ORDER BY 1
"""


def derive(cursor, content, bar):
    """Write what the triggers would write elsewhere: sequences, counters, the index, the log."""
    for model in NUMBERED:
        last = content.next[model] - 1
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, last])
    for model in (Outcome, Phase, Document, Citation):
        for name in getattr(model, "owners", None) or (model.record_field,):
            table, column = model._meta.db_table, model._meta.get_field(name).column
            cursor.execute(COUNTERS.format(table=table, column=column), [table, column])
    cursor.execute("ANALYZE")  # gives the planner statistics for the index queries
    fill(cursor, bar)
    cursor.execute(
        "ANALYZE cooperation_entry, cooperation_keycounter, cooperation_money, cooperation_money_sum, cooperation_cited"
    )
