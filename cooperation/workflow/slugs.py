"""The slug of a text, and slugs that no other object has or had."""

import re
from itertools import count

from django.contrib.redirects.models import Redirect
from django.utils.text import slugify

LONGEST = 120


def slug_of(text: str, longest: int = LONGEST) -> str:
    """Return a slug for the text; "" if no character of it is allowed in one, as in a title in Korean letters."""
    return re.sub(r"-{2,}", "-", slugify(text).replace("_", "-"))[:longest].strip("-")


def free_slug(model, slug: str) -> str:
    """Return the slug, or the slug with a number if another object has it or its address leads to another one."""
    if not _is_taken(model, slug):
        return slug
    numbered = (f"{slug[: LONGEST - len(str(number)) - 1].rstrip('-')}-{number}" for number in count(2))
    return next(each for each in numbered if not _is_taken(model, each))


def _is_taken(model, slug):
    is_old = Redirect.objects.filter(old_path=model(slug=slug).get_absolute_url()).exists()
    return is_old or model._base_manager.filter(slug=slug).exists()
