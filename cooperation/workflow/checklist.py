"""The gaps of a draft: the rules of quality that apply to it. They are only advice, as some facts are unknown."""

from collections import defaultdict

from django.db import connection
from django.utils.translation import gettext as _

from regions.translated import LANGUAGES, column_in, text_of

from ..database.quality import Rule, Severity, rules_of
from ..models import Record

# The name of the button that publishes or plans a record although something is missing.
CONFIRMED = "_publish_incomplete"
APPLYING = """
SELECT id, number FROM ({rules}) AS rules (id, number, day) CROSS JOIN cooperation_entrystate AS state
WHERE rules.day <= state.day
"""


def gaps(record: Record) -> list[Rule]:
    """Return the rules about what is not recorded that apply to the record, with one statement."""
    return _applying(type(record), [record.pk], (Severity.SERIOUS, Severity.GAP)).get(record.pk, [])


def _applying(model, ids, severities) -> dict[int, list[Rule]]:
    rules = [rule for rule in rules_of(model) if rule.severity in severities]
    asked = [
        f"SELECT id, {number}, day FROM unnest(%s::bigint[]) AS id CROSS JOIN {rule.function(model)}(id) AS day"  # noqa: S608
        for number, rule in enumerate(rules)
    ]
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(APPLYING.format(rules=" UNION ALL ".join(asked)), [ids] * len(asked))
        for pk, number in sorted(cursor.fetchall()):
            found[pk].append(rules[number])
    return found


def essential_rules(model) -> list[Rule]:
    """Return the rules about what readers need to judge a record of this kind."""
    return [rule for rule in rules_of(model) if rule.severity == Severity.SERIOUS]


def missing(record: Record) -> list[str]:
    return [str(rule.label) for rule in gaps(record)]


def hints(record: Record) -> list[str]:
    """Return which texts exist in one language only. That is no gap: a name may be known in one language only."""
    found = []
    for language, label in LANGUAGES.items():
        texts = [
            str(record._meta.get_field(name).verbose_name)
            for name in record.translated
            if text_of(record, name) and not getattr(record, column_in(language, name))
        ]
        if texts:
            words = _("Not in %(language)s: %(texts)s. Readers see the other language.")
            found.append(words % {"language": label, "texts": ", ".join(texts)})
    return found


def essentials(record: Record) -> list[str]:
    """Return the gaps without which readers cannot judge the record: publishing asks for confirmation."""
    essential = essential_rules(type(record))
    return [str(rule.label) for rule in gaps(record) if rule in essential]


def to_confirm(record: Record, sent) -> list[str]:
    """Return what readers would miss if the record was published or planned, unless the form says to do it anyway.

    `sent` is what the form sent; its button for that is named `CONFIRMED`.
    """
    return [] if CONFIRMED in sent else essentials(record)


def essentials_of(model: type[Record], ids: list[int]) -> dict[int, list[str]]:
    """Return the essentials that each of the records lacks, with one statement."""
    found = _applying(model, ids, (Severity.SERIOUS,))
    return {pk: [str(rule.label) for rule in rules] for pk, rules in found.items()}


def in_one_line(record: Record) -> str:
    """Return the gaps as a sentence, or "" if there are none."""
    found = ", ".join(missing(record))
    return _("known gaps: %(what)s") % {"what": found} if found else ""
