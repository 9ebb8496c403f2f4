"""Doubts about records that name a former country and have a date after its last year."""

from django.utils.translation import gettext as _

from regions.models import Country

from ..models import Agreement, Record

# The dates of a party on which the country itself acted.
ACTS = ("signed_on", "consent_on", "in_force_on")


def doubt(country: Country, dates) -> str:
    """Return a warning if the country is a former one and one of the dates is after its last year; otherwise ""."""
    late = [date for date in dates if date and country.last_year and date.first.year > country.last_year]
    if not late:
        return ""
    words = _("%(country)s existed until %(year)s, and the date is %(date)s. Check the country and the date.")
    return words % {"country": country, "year": country.last_year, "date": min(late).words}


def doubts_about(record: Record) -> list[str]:
    """Return the warnings about the former countries that a saved record names."""
    found = [doubt(country, dates) for country, dates in _named(record)]
    return list(dict.fromkeys(filter(None, found)))


def _named(record):
    """Yield each former country of the record, with the dates on which it acted."""
    if isinstance(record, Agreement):
        for party in record.parties.filter(country__last_year__isnull=False).select_related("country"):
            yield party.country, [record.entered_date, *(getattr(party, name) for name in ACTS)]
        return
    for country in record.countries.former():
        yield country, [record.entered_date]
    if host := getattr(record, "host_country", None):
        yield host, [record.entered_date]
