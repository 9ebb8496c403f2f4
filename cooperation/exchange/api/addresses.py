"""Addresses of objects in the API, which contain their ids, and of their pages, which contain their slugs."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import get_script_prefix

from ..exports.table import address

ROOT = "api/v1/"  # the path of this version of the API


@dataclass(frozen=True)
class Addresses:
    """Builds absolute addresses; `origin` is the scheme and host."""

    origin: str

    @cached_property
    def root(self) -> str:
        return f"{self.origin.rstrip('/')}{get_script_prefix()}{ROOT}"

    def api(self, model, pk: int) -> str:
        return f"{self.root}{model.address}/{pk}"

    def page(self, kind: str, slug: str) -> str:
        return f"{self.origin.rstrip('/')}{address(kind, slug)}"

    def link(self, model, pk: int) -> dict:
        """Return a link to an object. It does not change when the object does."""
        return {"id": pk, "type": model._meta.model_name, "api": self.api(model, pk)}
