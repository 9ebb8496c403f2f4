"""Find the record or the part of a record that each row of a file is about."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from regions.translated import columns

from ...models import Citation, Mechanism, Party
from ...workflow.merged import traces
from ...workflow.next_session import pattern_of, titles_of_year
from . import cited
from .row import EMPTY


class Identification:
    """What Plan does after it has read the cells: set the object of each row, or refuse the row."""

    def _rows_of(self, model):
        rows = model._base_manager.order_by("pk")
        return rows.select_for_update(of=("self",)) if self.is_locking else rows

    def _name_sessions(self, rows):
        """Give sessions without title, slug and reference the title that the form of a new session proposes.

        A session without a number gets its year.
        """
        nameless = [row for row in rows if not any(self._word(row, name) for name in self.kind.identities)]
        nameless = [row for row in nameless if self._word(row, "mechanism")]
        unknown = {row.values["mechanism"] for row in nameless} - self.series.keys()
        self.series |= Mechanism.objects.in_bulk(unknown)
        for row in nameless:
            series = self.series[row.values["mechanism"]]
            if ordinal := self._word(row, "ordinal"):
                if series.pk not in self.patterns:
                    self.patterns[series.pk] = pattern_of(series)
                titles = self.patterns[series.pk].titles_of(ordinal)
            elif start := self._word(row, "start"):
                titles = titles_of_year(series, int(start[:4]))
            else:
                continue
            row.made = {column for column, title in titles.items() if title}
            row.values |= {column: titles[column] for column in row.made}

    def _sessions(self, rows):
        """Return the recorded sessions by series and number that rows without a title are about."""
        named = [row for row in rows if row.made and self._word(row, "ordinal")]
        found = defaultdict(list)
        if named:
            series, numbers = ({row.values[name] for row in named} for name in ("mechanism", "ordinal"))
            sessions = self._rows_of(self.kind.model).filter(mechanism__in=series, ordinal__in=numbers)
            for each in sessions.filter(merged_into__isnull=True):
                found[each.mechanism_id, each.ordinal].append(each)
        return found

    def _session(self, row, sessions):
        """Return the one recorded session of the row's series and number, in the same year if both have a date."""
        number = (self._word(row, "mechanism"), self._word(row, "ordinal"))
        start = self._word(row, "start")
        same = [each for each in sessions.get(number, ()) if not (start and each.start) or start[:4] == each.start[:4]]
        return same[0] if row.made and len(same) == 1 else None

    def _identify_records(self, rows):
        slugs, references, titles = set(), set(), {name: set() for name in self.kind.titles}
        for row in rows:
            slug, reference = self._word(row, "slug"), self._word(row, "reference")
            slugs.add(slug)
            references.add(reference)
            if not slug and not reference:
                for name in self.kind.titles:
                    titles[name].add(self._word(row, name))
        condition = Q(slug__in=slugs - {""})
        for name, texts in titles.items():
            condition |= Q(**{f"{name}__in": texts - {""}})
        if references - {""}:
            condition |= Q(reference__in=references - {""})
        by_slug, by_reference, by_title, gone = {}, {}, defaultdict(list), []
        for record in self._rows_of(self.kind.model).filter(condition):
            if getattr(record, "merged_into_id", None):
                gone.append(record)
                continue
            by_slug[record.slug] = record
            if reference := getattr(record, "reference", ""):
                by_reference[reference] = record
            for name in self.kind.titles:
                by_title[name, getattr(record, name).strip()].append(record)
        merged = self._survivors(gone)
        sessions = self._sessions(rows)
        for row in rows:
            for name in ("slug", "reference"):
                if survivor := merged.get(self._word(row, name) or None):
                    _refuse_merged(row, name, survivor)
                    break
            else:
                self._identify_record(row, by_slug, by_reference, by_title, self._session(row, sessions), merged)

    def _survivors(self, gone):
        """Return the last survivors of merged records, by the slug and by the reference of the merged ones, and by each
        of their titles with their date.
        """
        found = traces(self.kind.model, [record.pk for record in gone])
        last = {record.pk: found[record.pk].survivor for record in gone if record.pk in found}
        survivors = self.kind.model._base_manager.in_bulk(set(last.values()))
        return {
            word: survivors[last[record.pk]]
            for record in gone
            if last.get(record.pk) in survivors
            for word in (record.slug, record.reference, *self._titles_and_date(record))
        }

    def _titles_and_date(self, record):
        titles = ((name, getattr(record, name).strip()) for name in self.kind.titles)
        return [(name, title, record.date or "") for name, title in titles if title]

    def _identify_record(self, row, by_slug, by_reference, by_title, session, merged):
        slug, reference = (self._word(row, name) for name in ("slug", "reference"))
        titles = [(name, title) for name in self.kind.titles if (title := self._word(row, name))]
        one, other = by_slug.get(slug), by_reference.get(reference)
        if one and other and one.pk != other.pk:
            row.refuse(
                "reference",
                _("This reference belongs to “%(other)s”, but the slug belongs to another record.") % {"other": other},
            )
            return
        record = one or other or session
        if record is None and not slug and not reference and titles:
            date = self._date_in(row)
            found = {each.pk: each for key in titles for each in by_title.get(key, ())}
            same = [each for each in found.values() if (getattr(each, "date", "") or "") == date]
            if len(same) > 1:
                row.refuse(titles[0][0], _("Several have this title and date. Write the slug or the reference."))
                return
            record = same[0] if same else None
            for name, title in titles if record is None else ():
                if survivor := merged.get((name, title, date)):
                    _refuse_merged(row, name, survivor)
                    return
        keys = [("slug", slug), ("reference", reference), ("pk", record and record.pk)]
        # A row without slug and reference is identified by title and date, and must also differ from rows that have
        # them.
        of_its_names = [(*key, self._date_in(row)) for key in titles]
        by_name = [[(mark, each) for each in of_its_names] for mark in ("named", "title")]
        if slug or reference:
            others, marks = by_name[1], by_name[0]
        else:
            others, marks = [*by_name[0], *by_name[1]], by_name[1]
        self._stand_for(row, record, [*keys, *others], [*keys, *marks])
        if row.thing is not None and not row.is_new:
            for name in row.made:
                del row.values[name]

    def _stand_for(self, row, thing, keys, marks=None):
        """Set the record that the row is about, or refuse the row if an earlier one is about the same record."""
        for name, value in keys:
            if earlier := value and self.seen.get((name, value)):
                name = value[0] if name in ("named", "title") else name
                column = name if name in row.cells else ""
                words = _("This row repeats row %(number)s.")
                if name in self.kind.titles and "reference" in self.kind.by_name and "reference" not in row.cells:
                    words = _(
                        "This row repeats row %(number)s. If they are different, choose the column that has their "
                        "reference."
                    )
                if name == "reference":
                    words = _("Row %(number)s also has this reference. Each record needs its own.")
                row.refuse(column, words % {"number": earlier})
                return
        row.marks = [key for key in marks or keys if key[1]]
        self.seen |= dict.fromkeys(row.marks, row.number)
        row.thing, row.is_new = thing or self.kind.model(), thing is None
        if row.is_new:
            row.thing.links = {}
        elif self.kind.owner is None:
            row.record, row.version = thing.pk, self.versions.setdefault(thing.pk, thing.version)

    def _identify_parts(self, rows):
        owner = self.kind.owner
        wanted = {row.values[owner.name] for row in rows if isinstance(row.values.get(owner.name), int)}
        records = {record.pk: record for record in self._rows_of(self.kind.record).filter(pk__in=wanted)}
        parts = defaultdict(list)
        for part in self.kind.model._base_manager.filter(**{f"{owner.field.name}__in": records}).order_by("pk"):
            setattr(part, owner.field.name, records[getattr(part, owner.field.attname)])
            parts[getattr(part, owner.field.attname)].append(part)
        if self.kind.model is Citation:
            self.cited_parts = cited.Parts(owner.name, records)
        for row in rows:
            record = records.get(row.values.get(owner.name))
            if record is None:
                if not any(column == owner.name for column, _value, _reason in row.problems):
                    row.refuse(owner.name, _("This field is required."))
                continue
            identify = {Party: self._party, Citation: self._citation}.get(self.kind.model, self._keyed)
            found = identify(row, parts[record.pk])
            if found is None:
                continue
            part, key = found
            self._stand_for(row, part, [("row", (record.pk, *key)), ("pk", part and part.pk)])
            if row.thing is not None:
                setattr(row.thing, owner.field.name, record)
                row.record, row.version = record.pk, self.versions.setdefault(record.pk, record.version)

    def _party(self, row, parts):
        country, organization = (row.values.get(name) for name in ("country", "organization"))
        country, organization = (None if value is EMPTY else value for value in (country, organization))
        if {"country", "organization"} & {column for column, _value, _reason in row.problems}:
            return None
        if (country is None) == (organization is None):
            row.refuse("country", _("Choose a country or an organization, not both."))
            return None
        same = (part for part in parts if part.country_id == country and part.organization_id == organization)
        return next(same, None), (country, organization)

    def _citation(self, row, citations):
        record = row.values[self.kind.owner.name]
        if row.problems or not self._find_copies(row) or not self.cited_parts.settle(row, record):
            return None
        if not cited.settle_value(row, self.kind.owner.name):
            return None
        if (key := row.values.get("key", EMPTY)) is not EMPTY:
            return next((each for each in citations if each.key == key), None), ("key", key)
        names = self.cited_parts.names
        wanted = cited.identity(lambda name: self._word(row, name), names)
        same = (each for each in citations if cited.identity(cited.values_of(each), names) == wanted)
        return next(same, None), wanted

    def _find_copies(self, row):
        """Put the keys that the citation and the cited part have now into the row. Return False if it has no copy."""
        parts = {name: Citation._meta.get_field(name).related_model for name in self.cited_parts.names}
        for name, model in (*parts.items(), ("key", Citation)):
            if isinstance(key := row.values.get(name), int):
                row.values[name] = self._key_now(row, name, model, key)
                if row.values[name] is None:
                    return False
        return True

    def _key_now(self, row, name, model, key):
        """Return the key of the part, or of its copy if the record was merged. Refuse the row if there is no copy."""
        owner = row.cells[self.kind.owner.name].strip()
        found = self.finders[self.kind.record].key_of(owner, model._meta.model_name, key)
        if found is None:
            row.refuse(name, _("The record has no such part."))
        return found

    def _keyed(self, row, parts):
        key = row.values.get("key", EMPTY)
        if "key" in {column for column, _value, _reason in row.problems}:
            return None
        if key == 0:
            row.refuse("key", _("Keys start at 1. Leave empty for the next one."))
            return None
        if key is not EMPTY:
            key = self._key_now(row, "key", self.kind.model, key)
            if key is None:
                return None
            return next((part for part in parts if part.key == key), None), ("key", key)
        texts = [(name, text) for name in columns(self.kind.model.named_by) if (text := self._word(row, name))]
        if not texts:
            if not row.problems:
                row.refuse(self.kind.model.named_by, _("This field is required."))
            return None
        same = (part for part in parts if any(getattr(part, name).strip() == text for name, text in texts))
        return next(same, None), texts[0]

    def _word(self, row, name):
        value = row.values.get(name, EMPTY)
        return "" if value is EMPTY else value

    def _date_in(self, row):
        return next(
            (date for name in getattr(self.kind.model, "date_fields", ()) if (date := self._word(row, name))), ""
        )


def _refuse_merged(row, name, survivor):
    words = _("This was merged into “%(name)s”. Write its slug: %(slug)s.")
    row.refuse(name, words % {"name": survivor, "slug": survivor.slug})
