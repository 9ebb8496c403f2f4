"""Generate slugs for records without one, and refuse slugs that redirect to another page."""

from django.contrib.redirects.models import Redirect
from django.db.models import Q
from django.utils.translation import gettext as _

from ...workflow.slugs import named_in, slug_of, slug_of_name

LONGEST = 100


class Addresses:
    """Assigns slugs to the new records of one file, each only once."""

    def __init__(self, model):
        self.model = model
        self.given = set()

    def give(self, rows) -> None:
        """Generate a slug from the title for each new row without one. Refuse slugs that redirect to another page."""
        self._refuse_old(rows)
        new = [row for row in rows if row.is_new and row.thing is not None]
        self.given |= {row.thing.slug for row in new if row.thing.slug}
        waiting = [row for row in new if not row.thing.slug]
        for make in (self._title, self._title_and_year, self._title_and_reference):
            waiting = self._try(waiting, make)
        self._number(waiting)

    def _try(self, rows, make):
        wanted = [(row, make(row.thing)) for row in rows]
        taken = self._taken(Q(slug__in={slug for _row, slug in wanted}), {slug for _row, slug in wanted})
        left = []
        for row, slug in wanted:
            if slug in taken or slug in self.given:
                left.append(row)
            else:
                self._set(row, slug)
        return left

    def _number(self, rows):
        bases = {self._title(row.thing) for row in rows}
        taken, condition = set(), Q(pk__in=[])
        for base in bases:
            condition |= Q(slug__startswith=f"{base}-")
        if bases:
            taken = self._taken(condition, ())
        for row in rows:
            base, number = self._title(row.thing), 2
            while (slug := f"{base}-{number}") in taken or slug in self.given or self._leads_elsewhere(slug):
                number += 1
            self._set(row, slug)

    def _set(self, row, slug):
        self.given.add(slug)
        row.thing.slug = slug
        row.changes.append(("slug", None, slug))

    def _title(self, record):
        slug = slug_of_name([getattr(record, name) for name in named_in(type(record))], LONGEST)
        if not slug:
            reference = slug_of(getattr(record, "reference", ""))
            slug = "-".join(part for part in (self.model._meta.model_name, reference) if part)
        return slug

    def _title_and_year(self, record):
        date = getattr(record, "entered_date", "")
        return f"{self._title(record)}-{date[:4]}" if date else self._title(record)

    def _title_and_reference(self, record):
        reference = slug_of(getattr(record, "reference", ""), 60)
        return (
            f"{self._title(record)[: 118 - len(reference)].strip('-')}-{reference}"
            if reference
            else self._title(record)
        )

    def _taken(self, condition, slugs):
        taken = set(self.model._base_manager.filter(condition).values_list("slug", flat=True))
        paths = {self._path(slug): slug for slug in slugs}
        return taken | {paths[path] for path in self._redirected(paths)}

    def _path(self, slug):
        return f"/{self.model.address}/{slug}/"

    def _redirected(self, paths) -> dict[str, str]:
        if not paths:
            return {}
        rows = Redirect.objects.filter(old_path__in=list(paths))
        return dict(rows.values_list("old_path", "new_path"))

    def _leads_elsewhere(self, slug):
        return bool(self._redirected([self._path(slug)]))

    def _refuse_old(self, rows):
        wanted = {}
        for row in rows:
            if not row.problems and any(name == "slug" for name, _before, _after in row.changes):
                wanted[self._path(row.thing.slug)] = row
        for old, new in self._redirected(wanted).items():
            row = wanted[old]
            before = next(before for name, before, _after in row.changes if name == "slug")
            if row.is_new or before is None or new != self._path(before):
                row.refuse("slug", _("This address redirects to another page. Choose another one."))
