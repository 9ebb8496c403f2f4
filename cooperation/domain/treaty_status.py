"""The status of a country or an organization under an agreement: signatory, party, or participant in an MOU."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .choices import AgreementKind, Binding

# Binding unless a source states otherwise (Vienna Convention on the Law of Treaties, article 2.1 (a)).
TREATIES = (
    AgreementKind.TREATY,
    AgreementKind.CONVENTION,
    AgreementKind.AGREEMENT,
    AgreementKind.PROTOCOL,
    AgreementKind.EXCHANGE_OF_NOTES,
)


class Standing(TextChoices):
    """The terms of the UN Treaty Handbook; for a non-binding agreement, "participant"."""

    PARTICIPANT = "participant", pgettext_lazy("agreement", "participant")
    PARTY = "party", _("party")
    CONSENTED = "consented", _("has consented to be bound")
    SIGNATORY = "signatory", _("signatory")
    WITHDRAWN = "withdrawn", _("withdrew")
    NOT_KNOWN = "not-known", _("not known")


def may_bind(agreement) -> bool:
    """Return whether the agreement is binding; if not recorded, whether agreements of its kind are."""
    if agreement.binding == Binding.NOT_RECORDED:
        return agreement.kind in TREATIES
    return agreement.binding == Binding.BINDING


def standing(party, agreement, on: date) -> Standing:
    """Return the status of `party` under `agreement` on the day; it is a party only if the date is certainly past."""
    if party.withdrawn_on and party.withdrawn_on.first <= on:
        return Standing.WITHDRAWN if party.withdrawn_on.last <= on else Standing.NOT_KNOWN
    if not may_bind(agreement):
        return Standing.PARTICIPANT
    in_force_on = party.in_force_on or agreement.in_force_on
    if in_force_on and in_force_on.first <= on:
        return Standing.PARTY if in_force_on.last <= on else Standing.NOT_KNOWN
    if party.consent:
        return Standing.CONSENTED
    if party.signed_on or agreement.signed_on:
        return Standing.SIGNATORY
    return Standing.NOT_KNOWN
