"""Slugs that no other object has or had."""

from itertools import count

from django.contrib.redirects.models import Redirect

LONGEST = 120


def free_slug(model, slug: str) -> str:
    """Return the slug, or the slug with a number if another object has it or its address leads to another one."""
    if not _is_taken(model, slug):
        return slug
    numbered = (f"{slug[: LONGEST - len(str(number)) - 1].rstrip('-')}-{number}" for number in count(2))
    return next(each for each in numbered if not _is_taken(model, each))


def _is_taken(model, slug):
    is_old = Redirect.objects.filter(old_path=model(slug=slug).get_absolute_url()).exists()
    return is_old or model._base_manager.filter(slug=slug).exists()
