"""Builds the parameters of a list from the facets of its model."""

from regions.models import Country, Region

from ..domain.tags import Dimension
from ..models import LISTED, Mechanism, Organization, Topic
from .addresses import Countries, Mechanisms, Organizations, Regions, Topics
from .codes import Codes, Quality
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
        elif facet.dimension == Dimension.QUALITY:
            found[facet.name] = Quality(model)
        elif facet.paths:
            codes = facet.fields(model)[0][-1].codes
            found[facet.name] = Codes(codes, label=facet.label_on(model), dimension=facet.dimension)
        if facet.name in found:
            found[facet.name].field_name = facet.name
    return found


def names() -> list[str]:
    """Return the distinct names of all facets, that of the rules of quality last."""
    facets = [facet for model in LISTED for facet in model.facets if facet.name]
    facets.sort(key=lambda facet: facet.dimension == Dimension.QUALITY)
    return list(dict.fromkeys(facet.name for facet in facets))
