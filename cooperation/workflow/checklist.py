"""What a draft still lacks: the rules of quality that apply to it. It is only advice, as some facts are unknown."""

from django.db import connection
from django.utils.translation import gettext as _

from ..database.quality import Rule, Severity, rules_of
from ..models import Record

# The name of the button that publishes or plans a record although something is missing.
CONFIRMED = "_publish_incomplete"
APPLYING = """
SELECT number FROM ({rules}) AS rules (number, day) CROSS JOIN cooperation_entrystate AS state
WHERE rules.day <= state.day
"""


def gaps(record: Record) -> list[Rule]:
    """Return the rules about what is not recorded that apply to the record, with one statement."""
    model = type(record)
    rules = [rule for rule in rules_of(model) if rule.severity in (Severity.SERIOUS, Severity.GAP)]
    asked = [
        f"SELECT {number}, day FROM {rule.function(model)}(%s) AS day"  # noqa: S608
        for number, rule in enumerate(rules)
    ]
    with connection.cursor() as cursor:
        cursor.execute(APPLYING.format(rules=" UNION ALL ".join(asked)), [record.pk] * len(asked))
        found = {number for (number,) in cursor}
    return [rule for number, rule in enumerate(rules) if number in found]


def essential_rules(model) -> list[Rule]:
    """Return the rules about what readers need to judge a record of this kind."""
    return [rule for rule in rules_of(model) if rule.severity == Severity.SERIOUS]


def missing(record: Record) -> list[str]:
    return [str(rule.label) for rule in gaps(record)]


def essentials(record: Record) -> list[str]:
    """Return the gaps without which readers cannot judge the record: publishing asks for confirmation."""
    essential = essential_rules(type(record))
    return [str(rule.label) for rule in gaps(record) if rule in essential]


def to_confirm(record: Record, sent) -> list[str]:
    """Return what readers would miss if the record was published or planned, unless the form says to do it anyway.

    `sent` is what the form sent; its button for that is named `CONFIRMED`.
    """
    return [] if CONFIRMED in sent else essentials(record)


def in_one_line(record: Record) -> str:
    """Return the gaps as a sentence, or "" if there are none."""
    found = ", ".join(missing(record))
    return _("known gaps: %(what)s") % {"what": found} if found else ""
