"""Random filters of the lists."""

import random
from urllib.parse import urlencode

from cooperation import filters
from regions.models import Country, Region
from tests.cooperation.filters.reading import LISTS, Page

SEED = 20261124
SINGLE = {
    "q": ["dust", "environment", "ministers", "cooperation", "water 2012", "“climate change”", "nothingatall"],
    "from": ["1990", "2005-03", "2012-05-04"],
    "to": ["2012", "2013-02", "2026-12-31"],
    "on": ["1995-01-01", "2005-03-31", "2012-05-31", "2020-12-31"],
}
FILTERS = {model.address: filterset for model, filterset in filters.FILTERS.items()}


def offered_by(name) -> dict[str, list[str]]:
    """The values that the filters of a list have: those that its page offers, and others."""
    page, filterset = Page(f"/{name}/"), FILTERS[name]
    values = {parameter: list(page.options(parameter)) for parameter in filterset.base_filters}
    countries = Country.objects.filter(meetings__isnull=False).distinct().values_list("slug", flat=True)
    others = {
        "country": [*countries, "vietnam", "KOR", "kenya"],
        "region": [*Region.objects.values_list("slug", flat=True), "none"],
        "year": ["1999", "2005", "2012", "2013", "2020"],
        "sort": list(filterset.orders),
    }
    for parameter, more in (others | SINGLE).items():
        if parameter in values:
            values[parameter] = list(dict.fromkeys([*values[parameter], *more]))
    return {parameter: found for parameter, found in values.items() if found}


def questions(number, seed=SEED):
    """So many random right questions: a list, and up to four of its parameters."""
    chance = random.Random(seed)  # noqa: S311
    offered = {name: offered_by(name) for name in LISTS}
    for _ in range(number):
        name = chance.choice(LISTS)
        chosen = chance.sample(sorted(offered[name]), k=chance.randint(0, min(4, len(offered[name]))))
        query = {
            key: [chance.choice(offered[name][key])]
            if key in (*SINGLE, "sort")
            else chance.sample(offered[name][key], k=chance.randint(1, min(2, len(offered[name][key]))))
            for key in chosen
        }
        yield name, urlencode(query, doseq=True)
