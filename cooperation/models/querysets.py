"""QuerySets with methods named in the terms of the ministry. Does not import models of this app.

`published()` is the only definition of what readers may see; dates are always arguments.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext

from regions.querysets import AddressedQuerySet
from regions.translated import Text

from ..domain.choices import (
    CALLED_OFF_MEETINGS,
    PLANNED_MEETINGS,
    InForce,
    MeetingStatus,
    OutcomeStatus,
)
from ..domain.dates import (
    includes,
    is_ahead,
    is_over,
    may_include,
)
from ..domain.kinds import RECORDS


class NoRegion:
    """In a list of regions, stands for rows without a region."""

    pk, slug = 0, "none"

    def __str__(self):
        return gettext("No region")

    def shown_name(self) -> Text:
        return Text(str(self), "")


NO_REGION = NoRegion()


class RegionalQuerySet(models.QuerySet):
    """Rows that belong to regions, which the database functions registry_regions_of_…() determine."""

    def in_regions(self, regions):
        """Return the rows that belong to one of `regions`, or to no region if NO_REGION is one of them."""
        return self.alias(region_ids=self._region_ids()).filter(region_ids__overlap=[region.pk for region in regions])

    def _region_ids(self):
        """Return the expression for the ids of a row's regions; [0] if it has none."""
        return Func(
            F("pk"),
            Value(settings.HOME_COUNTRY),
            function=f"registry_regions_of_{self.model._meta.model_name}",
            template="ARRAY(SELECT region FROM %(function)s(%(expressions)s) AS region)",
            output_field=ArrayField(models.BigIntegerField()),
        )


class PartQuerySet(models.QuerySet):
    """Parties, outcomes, phases and other objects that are public with their record."""

    def published(self):
        return self.filter(**{f"{self.model.record_field}__is_public": True})


class KeyedPartQuerySet(PartQuerySet):
    """Parts of one type of record, identified by their record and their key."""

    def get_by_natural_key(self, slug, key):
        return self.get(**{f"{self.model.record_field}__slug": slug, "key": key})


class PartyQuerySet(PartQuerySet):
    def get_by_natural_key(self, agreement, country, organization):
        """Return the party to the agreement with this country (alpha-3) or this organization (slug)."""
        return self.get(agreement__slug=agreement, country__alpha_3=country, organization__slug=organization)


class LineageQuerySet(PartQuerySet):
    """Links to earlier agreements. Public if both agreements are."""

    def published(self):
        return self.filter(agreement__is_public=True, earlier__is_public=True)

    def get_by_natural_key(self, agreement, kind, earlier):
        """Return the link of this kind between two agreements, by their slugs."""
        return self.get(agreement__slug=agreement, kind=kind, earlier__slug=earlier)


class ProjectOrganizationQuerySet(PartQuerySet):
    def get_by_natural_key(self, project, organization, role):
        return self.get(project__slug=project, organization__slug=organization, role=role)


class OutcomeQuerySet(RegionalQuerySet, KeyedPartQuerySet):
    def open(self):
        return self.filter(status=OutcomeStatus.ACTIVE)

    def dated(self):
        """Annotate `date`, the start date of the meeting."""
        return self.annotate(date=F("meeting__date"))

    def with_taken_up(self, today: date):
        """Annotate `is_taken_up`: whether an outcome of a later published meeting follows up on this one."""
        later = self.model._base_manager.filter(follows=OuterRef("pk"), meeting__in=self._meetings.settling(today))
        return self.annotate(is_taken_up=Exists(later))

    def newest_first(self):
        """Sort the outcomes by the date of their meeting, latest first, those without a date last."""
        return self.dated().order_by(F("date").desc(nulls_last=True), "-meeting_id", "position", "key")

    @property
    def _meetings(self):
        return self.model._meta.get_field("meeting").related_model.objects


class OwnedQuerySet(models.QuerySet):
    """Documents and citations: parts that belong to one of several types of object, identified by its address and their
    key.
    """

    def get_by_natural_key(self, owner, address, key):
        """Return the part with this key of the `owner` (such as "meeting") with this slug or alpha-3 code."""
        lookup = "alpha_3" if owner == "country" else "slug"
        return self.only("pk").get(**{f"{owner}__{lookup}": address, "key": key})


class DocumentQuerySet(OwnedQuerySet):
    def published(self):
        owner = Q()
        for name in self.model.owners:
            owner |= Q(**{f"{name}__is_public": True})
        return self.filter(owner, is_internal=False)


class CitationQuerySet(OwnedQuerySet):
    """Citations of all objects that have a page."""

    def published(self):
        """Return the citations of objects that readers may see; regions and countries are always included."""
        organizations = self.model._meta.get_field("organization").related_model.objects.published()
        visible = Q(region__isnull=False) | Q(country__isnull=False) | Q(organization__in=organizations.values("pk"))
        for name in RECORDS:
            visible |= Q(**{f"{name}__is_public": True})
        return self.filter(visible)


class ReferredQuerySet(AddressedQuerySet):
    """Topics, organizations and sources: visible to readers if a published record refers to them."""

    def published(self):
        return self.filter(self._referred())

    def _referred(self) -> Q:
        referred = Q()
        for name in self.model.referred_by:
            relation = self.model._meta.get_field(name)
            rows = relation.related_model.objects.published()
            referred |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
        return referred


# The numbers of citations of a source that readers see, from the table that triggers maintain (database/cited.py).
CITED = """
FROM cooperation_cited AS cited WHERE cited.source = {source} AND (
    cited.kind <> 'organization' OR EXISTS (
        SELECT FROM cooperation_entry AS entry WHERE entry.kind = 'organization' AND entry.id = cited.id
    )
)
"""
OF_THE_ROW = CITED.format(source="cooperation_source.id")


class SourceQuerySet(ReferredQuerySet):
    """Sources. Triggers store the number of citations, because counting them for each page takes too long."""

    def cited(self):
        """Return the sources that were published at the last commit."""
        return self.filter(RawSQL(f"EXISTS (SELECT {OF_THE_ROW})", [], models.BooleanField()))  # noqa: S611

    def with_citation_count(self):
        """Annotate `citation_count`, the number of published citations at the last commit."""
        number = RawSQL(f"(SELECT sum(cited.number)::bigint {OF_THE_ROW})", [], models.IntegerField())  # noqa: S611
        return self.annotate(citation_count=number)


class OrganizationQuerySet(RegionalQuerySet, ReferredQuerySet):
    """Organizations. Their regions are those stated for them and, for a national body, that of its country."""

    def last_modified(self):
        """Return when an organization in the index was last modified; None if there is none."""
        indexed = self.filter(pk__in=RawSQL("SELECT id FROM cooperation_entry WHERE kind = 'organization'", []))
        return indexed.order_by("-updated_at").values_list("updated_at", flat=True).first()


class TopicQuerySet(ReferredQuerySet):
    """Topics. Also visible if one of their subtopics is."""

    def published(self):
        narrower = self.model._base_manager.filter(self._referred(), parent=OuterRef("pk"))
        return self.filter(self._referred() | Q(Exists(narrower)))


class MembershipQuerySet(models.QuerySet):
    """Countries in blocs."""

    def on(self, day: date):
        """Return the memberships that may include the day; `is_certain` is whether they certainly do.

        A membership whose first day is not recorded is never certain.
        """
        certain = When(includes("joined_on", "left_on", day), then=True)
        rows = self.filter(may_include("joined_on", "left_on", day))
        return rows.annotate(is_certain=Case(certain, default=False, output_field=models.BooleanField()))

    def get_by_natural_key(self, organization, country, joined_on):
        """Return the membership with this bloc (slug), country (alpha-3) and first date."""
        return self.get(organization__slug=organization, country__alpha_3=country, joined_on=joined_on)


class RecordQuerySet(RegionalQuerySet, AddressedQuerySet):
    """Agreements, meetings, projects and mechanisms."""

    def published(self):
        return self.filter(is_public=True)

    def last_modified(self):
        """Return when a published record was last modified; None if there is none."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT updated_at FROM {self.model._meta.db_table}"  # noqa: S608
                " WHERE is_public ORDER BY updated_at DESC LIMIT 1"
            )
            return next((at for (at,) in cursor), None)

    def newest_first(self):
        """Sort the records by date, latest first, those without a date last."""
        return self.order_by(F("date").desc(nulls_last=True), "-pk")

    def oldest_first(self):
        """Sort the records by date, earliest first, those without a date last."""
        return self.order_by(F("date").asc(nulls_last=True), "pk")

    def in_years(self, years):
        """Return the records whose date is in one of `years` (numbers)."""
        condition = Q(pk__in=[])
        for year in years:
            condition |= Q(date__gte=f"{year:04}", date__lte=f"{year:04}-12-31")
        return self.filter(condition)

    def in_countries(self, countries):
        """Return the records that one of `countries` takes part in, is a party to, or hosts."""
        having = self.model._base_manager.filter(**{f"{self.model.country_path}__in": countries})
        condition = Q(pk__in=having.values("pk"))
        if self.model.has_host:
            condition |= Q(host_country__in=countries)
        return self.filter(condition)


def recorded(queryset_class: type[RecordQuerySet]) -> models.Manager:
    """Return the manager of a kind of record, which leaves out records that were merged into another one."""

    class Manager(models.Manager.from_queryset(queryset_class)):
        def get_queryset(self):
            return super().get_queryset().filter(merged_into__isnull=True)

    return Manager()


class AgreementQuerySet(RecordQuerySet):
    def with_force(self, on: date):
        """Annotate `force`: whether each agreement is in force on the day, `InForce.YES`, `NO` or `NOT_KNOWN`.

        The rule is registry_in_force() in cooperation/database/entries.py, which the index also calls.
        """
        columns = ("in_force_on", "terminated_on", "expires_on", "renewal")
        day = Value(on, output_field=models.DateField())
        force = Func(*columns, day, function="registry_in_force", output_field=models.CharField())
        return self.annotate(force=force)

    def in_force(self, on: date):
        return self.with_force(on).filter(force=InForce.YES)


class MeetingQuerySet(RecordQuerySet):
    def upcoming(self, today: date):
        """Return tentative and confirmed meetings that are not over, soonest first, those without a date last."""
        planned = self.filter(status__in=PLANNED_MEETINGS)
        return planned.filter(Q(until__isnull=True) | ~is_over("until", today)).oldest_first()

    def settling(self, today: date):
        """Return published meetings that are neither upcoming nor cancelled: they complete the outcomes on their
        agenda.
        """
        planned = Q(status__in=PLANNED_MEETINGS) & (Q(until__isnull=True) | ~is_over("until", today))
        ahead = Q(date__isnull=False) & is_ahead("date", today)
        return self.published().exclude(status__in=CALLED_OFF_MEETINGS).exclude(planned).exclude(ahead)

    def with_presumed_held(self, today: date):
        """Annotate `is_presumed_held`: whether the meeting was confirmed and is over."""
        presumed = When(self._presumed_held(today), then=True)
        return self.annotate(
            is_presumed_held=Case(presumed, default=False, output_field=models.BooleanField()),
        )

    def held(self, today: date):
        """Return meetings that were held, latest first; `is_presumed_held` marks confirmed meetings that are over."""
        found = self.filter(Q(status=MeetingStatus.HELD) | self._presumed_held(today))
        return found.with_presumed_held(today).newest_first()

    def _presumed_held(self, today):
        return Q(status=MeetingStatus.CONFIRMED) & is_over("until", today)
