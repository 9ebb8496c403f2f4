"""Add organizations, topics, sources and mechanisms that a file names and the registry does not have."""

import re
from contextlib import contextmanager

from django.contrib.redirects.models import Redirect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from regions.translated import columns

from ...domain.hangul import has_hangul
from ...domain.roles import may_add
from ...history import attributed
from ...history.undo import record_changes
from ...models import Mechanism, Organization, Source, Upload
from ...workflow.slugs import slug_of
from .lookups import folded

LONGEST = 100  # characters of a slug


def add_source(values: dict, user, upload: Upload) -> str:
    """Add a source and return its slug. Raises PermissionDenied."""
    if not may_add(user, Source):
        raise PermissionDenied
    slug = _slug(values["title"], "source", set(Source.objects.values_list("slug", flat=True)) | _redirected(Source))
    with _added(upload, user):
        Source.objects.create(slug=slug, **values)
    return slug


def add(model, names: list[str], user, upload: Upload, kind: str = "") -> dict[str, str]:
    """Add rows of `model` with these names, and return the key of each.

    `kind` is that of organizations, or the origin of sources. A name that exists by now is not added again. A source of
    which only the address is known has it as title. Raises PermissionDenied, or ValidationError if a name is too long.
    """
    if not may_add(user, model):
        raise PermissionDenied
    is_source = model is Source
    name, word = model._meta.get_field(name_of(model)), model._meta.model_name
    wanted = {text: name.clean(" ".join(text.split()), None) for text in names}
    rows = model._base_manager.filter(title__in=wanted.values()) if is_source else model.objects.all()
    known = ("title",) if is_source else columns(name.name)
    existing = {folded(text): slug for *texts, slug in rows.values_list(*known, "slug") for text in texts if text}
    taken = {*model._base_manager.values_list("slug", flat=True)} | _redirected(model)
    new, slugs = [], {}
    for text, title in wanted.items():
        if slug := existing.get(folded(title)):
            slugs[text] = slug
            continue
        slug = _slug(title, word, taken)
        taken.add(slug)
        slugs[text] = existing[folded(title)] = slug
        more = {"kind": kind} if model is Organization else {}
        if is_source:
            more = {
                "origin": kind,
                "language": "ko" if has_hangul(title) else "",
                "url": title if re.fullmatch(r"https?://[^\s]+", title) else "",
            }
        column = name.name if is_source or not has_hangul(title) else f"{name.name}_ko"
        new.append(model(slug=slug, **{column: title}, **more))
    with _added(upload, user):
        model._base_manager.bulk_create(new, batch_size=1000)
    return {text: f"{word}:{slug}" for text, slug in slugs.items()}


def name_of(model) -> str:
    """Return the field with the name of what is added."""
    return "title" if model in (Source, Mechanism) else "name"


@contextmanager
def _added(upload, user):
    """Note with the upload what is added in this block, so that it can be undone with the import."""
    names = {"name": upload.name}
    with attributed(user, _("import of %(name)s") % names, _("Import of %(name)s") % names), transaction.atomic():
        upload.refresh_from_db(from_queryset=Upload.objects.select_for_update())
        with record_changes() as changes:
            yield
        if changes.span:
            upload.choices["added"] = [*upload.choices.get("added", []), changes.span]
            upload.save(update_fields=["choices"])


def _redirected(model) -> set[str]:
    """Return the slugs of which the address leads to another page."""
    paths = Redirect.objects.filter(old_path__startswith=f"/{model.address}/").values_list("old_path", flat=True)
    return {path.strip("/").rpartition("/")[2] for path in paths}


def _slug(title, word, taken):
    base = slug_of(title, LONGEST) or word
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
