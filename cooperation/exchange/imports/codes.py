"""The codes of choices by everything that files write for them."""

from collections import defaultdict
from functools import cache

from regions.translated import FIRST

from ...domain.languages import current_language, in_each_language
from . import korean
from .lookups import header_key


@cache
def codes_by_label(field) -> dict[str, str]:
    """Return the codes of a field by code, by label in every language, and by what Korean offices write.

    The keys are those of `header_key`. A label that two codes have means neither.
    """
    codes = [str(code) for code, _label in field.flatchoices if code]
    labels = defaultdict(set)
    for code, label in field.flatchoices:
        for text in in_each_language(label) if code else ():
            labels[header_key(text)].add(str(code))
    found = {header_key(code): code for code in codes}
    for key, meant in labels.items():
        if len(meant) == 1:
            found.setdefault(key, *meant)
    for word, code in korean.words_of(field).items():
        if header_key(word) not in labels:
            found.setdefault(header_key(word), code)
    return found


def codes_in_words(field) -> str:
    """Return the codes of a field, each with its label if that is in another language than the codes."""
    is_first = current_language() == FIRST
    return ", ".join(str(code) if is_first else f"{label} ({code})" for code, label in field.flatchoices if code)


def labels_in_words(field) -> str:
    """Return the labels of a field's codes, as people read them. Files can have these, too."""
    return ", ".join(str(label) for code, label in field.flatchoices if code)
