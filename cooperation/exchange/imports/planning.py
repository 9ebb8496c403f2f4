"""Plan what each row of a file does: create, change or leave a record, or nothing if the row has errors.

Nothing is written here. Preview and confirmation use the same plan, in batches with one lookup for all rows of a batch.
"""

import itertools
import re
from collections import defaultdict
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from regions.models import Country, Region
from regions.translated import columns

from ...domain.choices import KINDS_WITHOUT_STATUS, OutcomeStatus, RowState
from ...domain.dates import YEARS_AHEAD, PartialDate, is_far_ahead
from ...domain.roles import may_add, may_change, may_publish
from ...domain.written_dates import ENDS, Period
from ...models import (
    RECORDS,
    Citation,
    Mechanism,
    Meeting,
    Organization,
    Outcome,
    Party,
    Phase,
    Record,
    Source,
    Topic,
)
from ...workflow.former_countries import ACTS, doubt
from . import cited
from .cell_text import without_html
from .cited import ByPart
from .citing import cite
from .columns import NEVER, is_namibia
from .constraints import broken, fields_of, words
from .identifying import Identification
from .kind import Kind
from .lookups import ByMeeting, ByName, ByReference, BySource, InFile
from .matching import LEFT_OUT, Choices, Finders
from .relations import Mixed
from .row import EMPTY, Row
from .slugs import Addresses

BATCH = 1000
NAMED = ("mechanism", "ordinal", *columns("title"))


class Plan(Identification):
    """The plan for one file of a kind, for one user and one day, as the user chose to read it.

    `is_locking` locks the rows that the plan reads.
    """

    def __init__(self, kind: Kind, user, today: date, is_locking: bool = False, choices: Choices | None = None):
        self.kind, self.user, self.today, self.is_locking = kind, user, today, is_locking
        self.choices = choices or Choices()
        self.in_file = InFile()
        self.finders = Finders(
            {Source: BySource()}
            | {
                model: ByName(model, self.in_file if model is kind.model else None)
                for model in (Country, Region, Organization, Topic, Mechanism)
            },
            self.choices,
            today,
        )
        for model in RECORDS:
            self.finders.setdefault(model, ByReference(model, self.in_file if model is kind.model else None))
        self.finders[Outcome] = ByMeeting(self.in_file if kind.model is Outcome else None)
        source = Source.objects.filter(slug=self.choices.source).first() if self.choices.source else None
        self.source = source and source.pk
        self.addresses = Addresses(kind.model) if kind.owner is None else None
        self.seen = {}
        self.series, self.patterns = {}, {}
        for model in (Party, Phase):
            self.finders[model] = ByPart(model)
        self.versions = {}
        self.changeable = {}
        # Rows that refer to other rows of the file: they depend on the outcome of those rows.
        self.links_within = defaultdict(list)

    def note(self, rows) -> None:
        """Register the names by which rows of the file, given as (number, cells), can refer to each other."""
        for number, cells in rows:
            if self.kind.model is Outcome:
                if cells.get("key", "").strip():
                    self.in_file.add(number, f"{cells.get('meeting', '').strip()}#outcome-{cells['key'].strip()}")
            elif self.kind.owner is None:
                self.in_file.add(number, cells.get("slug", "").strip(), cells.get("reference", "").strip())

    def batch(self, rows: list[Row]) -> list[Row]:
        """Return the rows, each with what it would do."""
        self._read_cells(rows)
        if self.kind.owner:
            self._identify_parts(rows)
        else:
            if self.kind.model is Meeting:
                self._name_sessions(rows)
            self._identify_records(rows)
        self._read_links([row for row in rows if row.thing is not None and not row.is_new])
        for row in rows:
            if row.thing is not None:
                self._compare(row)
        self._ask_roles([row for row in rows if row.thing is not None])
        if self.addresses:
            new = [row for row in rows if row.thing is not None and row.is_new]
            self._doubt_titles(new)
            if self.kind.model is Meeting:
                self._doubt_numbers(new)
                self._doubt_places(new)
            self.addresses.give(rows)
        self._ask_rules(
            [row for row in rows if row.thing is not None and row.state in (RowState.NEW, RowState.CHANGED)]
        )
        self._tell(rows)
        return rows

    # Parse the cells

    def _read_cells(self, rows):
        for column in self.kind.columns:
            texts = set()
            for row in rows:
                if cell := row.cells.get(column.name, ""):
                    texts |= column.names(cell)
            if texts:
                self.finders[column.of].prepare(texts)
        for row in rows:
            self.finders.number = row.number
            wrong = {name for name, _value, _reason in row.problems}
            for name, cell in row.cells.items():
                if name in self.kind.by_name and name not in wrong:
                    self._read_cell(row, self.kind.by_name[name], cell)
            for name, ids in row.moved.items():
                if not self.kind.by_name[name].is_link:
                    self._move_one(row, name, ids)
            for start, end in ENDS.items():
                if isinstance(row.values.get(start), Period):
                    self._divide(row, start, end)
            if self.kind.model is Citation:
                if self.source and row.values.get("source", EMPTY) is EMPTY:
                    row.values["source"] = self.source
            elif "source" in self.kind.by_name:
                cite(row, self.source)

    def _read_cell(self, row, column, cell):
        if not cell.strip():
            row.values[column.name] = EMPTY
            return
        try:
            value = column.parse(cell, self.finders)
        except ValidationError as error:
            for message in error.messages:
                row.refuse(column.name, message)
        except ValueError as error:
            row.refuse(column.name, self._hint(column, cell) or str(error))
        else:
            self._take(row, column, cell, value)

    def _take(self, row, column, cell, value):
        if remark := column.remarks(cell, self.finders):
            row.doubt(column.name, remark)
        if value is LEFT_OUT:
            return
        if isinstance(value, Mixed):
            self._move(row, column, value.others)
            if value.own is None:
                return
            value = value.own
        row.values[column.name] = EMPTY if value is None else value
        if value is not None and not isinstance(value, Period) and (doubt := column.doubts(value)):
            row.doubt(column.name, doubt)
        if is_namibia(column, cell):
            row.doubt(column.name, _("This is read as Namibia. Leave the cell empty if nothing is known."))

    def _move(self, row, column, others):
        """Put the organizations of a column of countries into the column of organizations, or the other way round."""
        for model, pk in others:
            target = self.kind.counterpart(column, model)
            if target is None:
                words = _("“%(name)s” (%(kind)s) belongs in another column, which this kind of row does not have.")
                values = {"name": self.finders[model].name(pk), "kind": model._meta.verbose_name}
                row.refuse(column.name, words % values)
            else:
                row.moved.setdefault(target.name, set()).add(pk)

    def _hint(self, column, cell):
        other = {"country": Organization, "organization": Country}.get(column.name)
        if self.kind.model is not Party or other is None:
            return ""
        try:
            name = self.finders[other].name(self.finders[other].find(cell))
        except ValueError:
            return ""
        return _("“%(name)s” belongs in the column “%(column)s”.") % {
            "name": name,
            "column": self.kind.shown(other._meta.model_name),
        }

    def _move_one(self, row, name, ids):
        if row.values.get(name, EMPTY) is EMPTY and len(ids) == 1:
            row.values[name] = next(iter(ids))
        else:
            row.refuse(
                name,
                _("The column “%(name)s” takes one, and the row has several for it.") % {"name": self.kind.shown(name)},
            )

    def _divide(self, row, start, end):
        period = row.values[start]
        if end not in self.kind.by_name or row.values.get(end, EMPTY) not in (EMPTY, period.end):
            del row.values[start]
            row.refuse(
                start,
                _("This is a period, and the column “%(end)s” has a different end.") % {"end": self.kind.shown(end)},
            )
            return
        row.values[start] = period.start
        row.values[end] = EMPTY if period.end.startswith(NEVER) else period.end

    # Compare with the current values

    def _read_links(self, rows):
        by_pk = {row.thing.pk: row.thing for row in rows}
        for thing in by_pk.values():
            thing.links = {}
        for column in self.kind.links:
            is_named = any(column.name in row.values or column.name in row.moved for row in rows)
            found = column.read(list(by_pk)) if is_named else {}
            for pk, thing in by_pk.items():
                thing.links[column.name] = frozenset(found.get(pk, ()))

    def _compare(self, row):
        self._settle_status(row)
        for column in self.kind.columns:
            if column is self.kind.owner or column.is_of_citation:
                continue
            value = row.values.get(column.name, EMPTY)
            moved = row.moved.get(column.name) if column.is_link else None
            if value is EMPTY and not moved:
                if row.is_new:
                    if column.is_needed and not self._has_any(row, column):
                        row.refuse(column.name, _("This field is required."))
                    continue
                if column.name not in row.values or not column.may_be_empty:
                    continue
                if column.is_needed_in_a_language and not self._has_any(row, column):
                    continue
                value = column.empty()
            before = None if row.is_new else column.current(row.thing)
            if moved:
                value = (value if column.name in row.values and value is not EMPTY else before or frozenset()) | moved
            value = column.merged(before, value)
            if not row.is_new and (column.same(before, value) or self._is_one_day(row, column, before, value)):
                continue
            if isinstance(value, PartialDate) and is_far_ahead(value, self.today):
                row.refuse(column.name, _far_ahead(value))
                continue
            if row.values.get(column.name) is EMPTY and not moved:
                row.doubt(column.name, _("The cell is empty, so the present value will be deleted."))
            row.changes.append((column.name, before, value))
            within = [-each for each in column.ids(value) if each < 0]
            self.links_within[row.number] += [(column.name, number) for number in within]
            if column.is_link:
                row.thing.links[column.name] = value
            elif not within:
                setattr(row.thing, column.field.attname, value)
        self._doubt_order(row)
        self._doubt_former_countries(row)
        if self.kind.model is Citation and (row.is_new or row.changes):
            cited.check(row)

    def _is_one_day(self, row, column, before, value):
        """Return whether a meeting lasts one day before and after: its end is empty, or the day of its start."""
        return self.kind.model is Meeting and column.name == "end" and {before, value} <= {None, row.thing.start}

    def _has_any(self, row, column):
        """Return whether the row has the text in one language, or an error in it."""
        wrong = {name for name, *_rest in row.problems}
        return any(row.values.get(name, EMPTY) is not EMPTY or name in wrong for name in column.texts)

    def _settle_status(self, row):
        """Read an empty outcome status as active where the kind has a status, as the form does."""
        if self.kind.model is not Outcome or row.values.get("status", EMPTY) is not EMPTY:
            return
        kind = self._word(row, "kind") or row.thing.kind
        if ("status" in row.values or row.is_new) and kind and kind not in KINDS_WITHOUT_STATUS:
            row.values["status"] = OutcomeStatus.ACTIVE.value

    def _doubt_order(self, row):
        signed, in_force = (getattr(row.thing, name, None) for name in ("signed_on", "in_force_on"))
        if row.changes and signed and in_force and in_force.last < signed.first:
            row.doubt("in_force_on", _("The entry into force is before the signature. Check that the source says so."))

    @cached_property
    def former(self):
        return Country.objects.former().in_bulk()

    def _doubt_former_countries(self, row):
        """Warn if a date is after the last year of a former country that the row names."""
        whole = getattr(row.thing, self.kind.owner.field.name) if self.kind.owner else row.thing
        if not row.changes or not isinstance(whole, Record):
            return
        dates = [whole.entered_date, *(getattr(row.thing, name, None) for name in ACTS)]
        for column in self.kind.columns:
            if getattr(column, "of", None) is not Country:
                continue
            value = row.thing.links.get(column.name, ()) if column.is_link else getattr(row.thing, column.field.attname)
            for country in filter(None, map(self.former.get, column.references(value).get(Country, ()))):
                if words := doubt(country, dates):
                    row.doubt(column.name, words)

    def _doubt_titles(self, rows):
        for name in self.kind.titles:
            self._doubt_titles_in(name, rows)

    def _doubt_titles_in(self, name, rows):
        """Refuse a name, or warn of a title, that another record has in the same language."""
        titles = {getattr(row.thing, name) for row in rows} - {""}
        known = set(self.kind.model.objects.filter(**{f"{name}__in": titles}).values_list(name, flat=True))
        constraints = self.kind.model._meta.constraints
        is_unique = any(isinstance(each, UniqueConstraint) and each.fields == (name,) for each in constraints)
        for row in rows:
            title = getattr(row.thing, name)
            if title in known and is_unique:
                row.refuse(name, _("Another one has this name."))
            elif title in known:
                row.doubt(name, _("A record with this title exists. This row adds another one."))
            if is_unique and title:
                known.add(title)

    def _doubt_numbers(self, rows):
        series = {row.thing.mechanism_id for row in rows} - {None}
        known = Meeting.objects.filter(mechanism__in=series, ordinal__isnull=False).order_by("-pk")
        titles = {(each.mechanism_id, each.ordinal): str(each) for each in known.only(*NAMED)}
        for row in rows:
            if title := titles.get((row.thing.mechanism_id, row.thing.ordinal)):
                words = _("The series already has number %(number)s: “%(title)s”. This row adds another one.")
                row.doubt("ordinal", words % {"number": row.thing.ordinal, "title": title})

    def _doubt_places(self, rows):
        """Warn of a new meeting on the day and in the city of a recorded one: it may be the same with another title."""
        days = {row.thing.start for row in rows if row.thing.start and row.thing.start.precision == "day"}
        known = {}
        for each in Meeting.objects.filter(start__in=days).exclude(city="").order_by("-pk"):
            known[each.start, each.city.casefold()] = each
        for row in rows:
            meeting = known.get((row.thing.start, row.thing.city.casefold()))
            if meeting and str(meeting) != str(row.thing):
                words = _("“%(title)s” was on the same day in the same city. This row adds another one.")
                row.doubt("city", words % {"title": meeting})

    def _ask_roles(self, rows):
        may_add_any = may_add(self.user, self.kind.model)
        for row in rows:
            whole = getattr(row.thing, self.kind.owner.field.name) if self.kind.owner else row.thing
            is_whole = self.kind.owner or not row.is_new
            if row.is_new and not may_add_any:
                row.refuse("", _("You may not add this."))
            elif (row.changes or row.is_new) and is_whole and not self._may_change(whole):
                row.refuse(
                    "", _("This is or was public, or its publication is planned. Only a publisher can change it.")
                )

    def _may_change(self, whole):
        key = (type(whole), whole.pk)
        if key not in self.changeable:
            # Whether an organization is public takes several queries; for who publishes it makes no difference.
            is_publisher = may_publish(self.user, type(whole)) and may_change(self.user, type(whole))
            self.changeable[key] = is_publisher or may_change(self.user, whole)
        return self.changeable[key]

    def _ask_rules(self, rows):
        for place, checks in broken([row.thing for row in rows]).items():
            for check in checks:
                names = [name for name in self.kind.by_name if name in fields_of(check)]
                rows[place].refuse(names[-1] if names else "", words(check))

    # Report problems and warnings

    def _tell(self, rows):
        asked = defaultdict(set)
        for row in rows:
            for name, *values in row.changes:
                column = self.kind.by_name[name]
                for value in values:
                    for model, ids in column.references(value).items() if value is not None else ():
                        asked[model] |= {each for each in ids if each > 0}
        for column in (self.kind.by_name.get(name) for name in ("country", "organization")):
            if self.kind.model is Party and column:
                asked[column.of] |= set()
        for model, ids in asked.items():
            self.finders[model].load(ids)
        for row in rows:
            row.label = self._label(row)
            if row.problems:
                continue
            for name, before, after in row.changes:
                column = self.kind.by_name[name]
                was = "" if before is None else column.say(before, self.finders)
                row.told.append((name, was, column.say(after, self.finders)))

    def _label(self, row):
        if self.kind.model is Party:
            texts = [row.cells.get("agreement", ""), row.cells.get("country", "") or row.cells.get("organization", "")]
        elif self.kind.owner:
            names = ("field", "source") if self.kind.model is Citation else columns(self.kind.model.named_by)
            texts = [row.cells.get(each, "") for each in (self.kind.owner.name, "key", *names)]
        else:
            titles = [without_html(row.cells.get(name, "")).strip() for name in self.kind.titles]
            titles += [str(row.thing.shown_name())] if row.thing is not None else []
            texts = [next(filter(None, titles), row.cells.get("slug", ""))]
        texts = [re.sub(r"\s+", " ", text).strip() for text in texts]
        return " – ".join(text for text in texts if text)[:600]


def _far_ahead(value):
    told = _(
        "“%(value)s” is more than %(years)s years ahead. Leave the cell empty if the date is not known. Write "
        "9999 if there is no end."
    )
    return told % {"value": value, "years": YEARS_AHEAD}


def in_batches(rows):
    """Yield lists of BATCH rows, the number planned at once."""
    return (list(batch) for batch in itertools.batched(rows, BATCH))
