"""The translated labels of kinds and models, with the English words that search rows have."""

import unicodedata
from functools import cache

from ..domain import choices, hangul
from ..domain.languages import in_each_language
from .kinds import KINDS

# The choices whose codes are among the texts of rows.
IN_TEXTS = (
    choices.AgreementKind,
    choices.MeetingKind,
    choices.OutcomeKind,
    choices.OrganizationKind,
    choices.MechanismLevel,
)
UNSAID = ("not-recorded", "other")


def folded(label: str) -> str:
    """Return a label as search compares it: small letters without accents, no spaces between syllables."""
    plain = unicodedata.normalize("NFKD", str(label).lower())
    return hangul.joined(
        unicodedata.normalize("NFC", "".join(each for each in plain if not unicodedata.combining(each)))
    )


@cache
def translated() -> dict[str, tuple[str, ...]]:
    """Return the English words for each Korean label: "memorandum of understanding" and "mou" for "양해각서"."""
    found = {}
    for code in (code for kinds in IN_TEXTS for code in kinds if code.value not in UNSAID):
        _add(found, code.label, (code.value.replace("-", " "),))
    for model in KINDS.values():
        for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
            _add(found, name, (model._meta.model_name,))
    return {label: tuple(dict.fromkeys(words)) for label, words in found.items()}


def _add(found, label, words):
    labels = in_each_language(label)
    for other in labels:
        if hangul.is_syllables(name := folded(other)):
            found.setdefault(name, []).extend((*words, *(folded(each) for each in labels if each.isascii())))
