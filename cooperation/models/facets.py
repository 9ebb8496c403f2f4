"""Facets: the filters of a model's list, which each model declares.

The tags of the index, the triggers that maintain them, the parameters of the list and the tests that compare both are
all derived from `Model.facets`.
"""

from dataclasses import dataclass

from django.utils.text import capfirst

from regions.models import Region

from ..domain.tags import Dimension


@dataclass(frozen=True)
class Facet:
    """A parameter of a list, or, without a name, a tag in the index only.

    A row matches a value if any of the `paths` leads to that value. A path is a lookup of at most two steps and ends at
    a code or at an object with a page. Other records along the path count only while they are public. Without paths,
    database/entries.py contains the SQL for the tags. `dimension` is stored in the index: never give a number another
    meaning.
    """

    name: str
    dimension: int
    paths: tuple[str, ...] = ()
    label: str = ""

    def fields(self, model) -> list[list]:
        """Return the model fields on each of the paths."""
        return [fields_along(model, path) for path in self.paths]

    def target(self, model):
        """Return the model of the values, or None where they are codes."""
        ends = {fields[-1].related_model for fields in self.fields(model)}
        if len(ends) > 1:
            raise ValueError(f"the paths of {self.name} lead to several models")
        if not ends and self.dimension == Dimension.REGION:
            return Region
        return ends.pop() if ends else None

    def label_on(self, model) -> str:
        """Return the label of the parameter: the declared one, else the name of the field."""
        return self.label or capfirst(self.fields(model)[0][-1].verbose_name)


def fields_along(model, path: str) -> list:
    """Return the model fields on a path, a lookup such as "parties__country"."""
    fields = []
    for name in path.split("__"):
        fields.append(model._meta.get_field(name))
        model = fields[-1].related_model
    return fields
