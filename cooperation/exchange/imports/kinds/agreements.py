"""Import rows of agreements and of their parties."""

from django.utils.translation import gettext_lazy as _

from ....domain.choices import LineageKind
from ....models import Agreement, Party
from ..kind import Kind, of_record, plain
from ..relations import Many, Parties

EXAMPLE = {
    "title": "Memorandum of Understanding on Environmental Cooperation (example)",
    "title_ko": "환경협력에 관한 양해각서 (예시)",
    "slug": "example-mou-2012",
    "other_names": "MOU with Vietnam; Environmental MOU",
    "reference": "EXAMPLE-2012-07",
    "kind": "mou",
    "binding": "non-binding",
    "signed_on": "May 2012",
    "signed_at": "Hanoi",
    "in_force_on": "2012-05-04",
    "expires_on": "2017",
    "renewal": "automatic",
    "authentic_languages": "Korean; Vietnamese; English",
    "summary": "Both ministries exchange experts and hold a meeting every year.",
}
_party = plain(
    Party,
    {
        "agreement": "EXAMPLE-2012-07",
        "country": "Viet Nam",
        "signed_on": "2012-05-04",
        "consent": "ratification",
        "consent_on": "2012-06",
    },
    *("agreement", "country", "organization", "signed_by", "signed_on", "consent", "consent_on", "in_force_on"),
    "withdrawn_on",
)
PARTIES = Kind("parties", Party, _party, owner=_party[0])


def _lineage():
    words = {
        LineageKind.IMPLEMENTS: _("The earlier agreements that it implements."),
        LineageKind.AMENDS: _("The earlier agreements that it amends."),
        LineageKind.SUPERSEDES: _("The earlier agreements that it supersedes."),
    }
    descends_from = Agreement._meta.get_field("descends_from")
    return [
        Many(str(kind), descends_from, what=what, more={"kind": str(kind)}, called=kind.label)
        for kind, what in words.items()
    ]


AGREEMENTS = Kind(
    "agreements",
    Agreement,
    of_record(
        Agreement,
        EXAMPLE,
        Parties(
            "parties",
            Agreement._meta.get_field("parties"),
            "Korea, Republic of; Viet Nam",
            synonyms=(_("Party"), _("Participants"), _("Contracting parties"), _("Signatories"), _("Countries")),
            what=_(
                "Countries and organizations. Those that are not recorded yet are added; none is removed. "
                "Their own dates come in a second file."
            ),
        ),
        *_lineage(),
    ),
    parts=PARTIES,
)

KINDS = (AGREEMENTS, PARTIES)
