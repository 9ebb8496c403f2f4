"""Builds the parameters of a list from the facets of its model."""

from regions.models import Country, Region

from ..models import LISTED, Mechanism, Organization, Topic
from .addresses import Countries, Mechanisms, Organizations, Regions, Topics
from .codes import Codes
from .parameters import Parameter

CLASSES = {
    Country: Countries,
    Region: Regions,
    Topic: Topics,
    Mechanism: Mechanisms,
    Organization: Organizations,
}


def parameters_of(model) -> dict[str, Parameter]:
    """Return a parameter for each facet of the model that has a name and known values."""
    found = {}
    for facet in model.facets:
        if not facet.name:
            continue
        if target := facet.target(model):
            found[facet.name] = CLASSES[target]()
        elif facet.paths:
            codes = facet.fields(model)[0][-1].codes
            found[facet.name] = Codes(codes, label=facet.label_on(model), dimension=facet.dimension)
        if facet.name in found:
            found[facet.name].field_name = facet.name
    return found


def names() -> list[str]:
    """Return the distinct names of all facets."""
    return list(dict.fromkeys(facet.name for model in LISTED for facet in model.facets if facet.name))
