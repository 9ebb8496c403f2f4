"""The slug of a text, and slugs that no other object has or had."""

import re
from collections.abc import Iterable
from itertools import count

from django.contrib.redirects.models import Redirect
from django.utils.text import slugify

from regions.translated import columns

from ..domain.romanization import romanized

LONGEST = 120


def slug_of(text: str, longest: int = LONGEST) -> str:
    """Return a slug for the text, in Latin letters; "" if no character of it is allowed in one."""
    return re.sub(r"-{2,}", "-", slugify(romanized(re.sub("[·/–—]", " ", text))).replace("_", "-"))[:longest].strip("-")


def named_in(model) -> tuple[str, ...]:
    """Return the columns with the name of an object, in the order of the languages."""
    name = getattr(model, "named_by", "title")
    return columns(name) if name in getattr(model, "translated", {}) else (name,)


def slug_of_name(names: Iterable[str], longest: int = LONGEST) -> str:
    """Return the first slug that one of the names gives; the names are in the order of the languages."""
    return next(filter(None, (slug_of(name, longest) for name in names)), "")


def free_slug(model, slug: str) -> str:
    """Return the slug, or the slug with a number if another object has it or its address redirects."""
    if not _is_taken(model, slug):
        return slug
    numbered = (f"{slug[: LONGEST - len(str(number)) - 1].rstrip('-')}-{number}" for number in count(2))
    return next(each for each in numbered if not _is_taken(model, each))


def _is_taken(model, slug):
    is_old = Redirect.objects.filter(old_path=model(slug=slug).permanent_path).exists()
    return is_old or model._base_manager.filter(slug=slug).exists()
