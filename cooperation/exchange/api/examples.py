"""Examples for the OpenAPI description, built from its schemas."""

from .addresses import ROOT

ORIGIN = "https://registry.example"
# Examples of schemas, and of properties whose schema gives no good one.
OF_SCHEMAS = {
    "PartialDate": {"text": "2012-05", "first": "2012-05-01", "last": "2012-05-31"},
    "Link": {"id": 12, "type": "country", "api": f"{ORIGIN}/{ROOT}countries/12"},
}
OF_PROPERTIES = {
    "title": "14th Tripartite Environment Ministers Meeting",
    "title_ko": "제14차 한·중·일 환경장관회의",
    "slug": "temm-14",
    "name": "Mongolia",
    "name_ko": "몽골",
    "city": "Beijing",
    "city_ko": "베이징",
    "url": f"{ORIGIN}/meetings/temm-14/",
    "page": f"{ORIGIN}/meetings/?year=2012",
    "next": f"{ORIGIN}/{ROOT}meetings?year=2012&cursor=WyJtZWV0aW5nIl0.c2lnbmVk",
    "count": 1,
    "size": 25,
    "version": 3,
    "ordinal": 14,
    "currency": "USD",
    "amount": "300000.00",
    "locator": "page 3",
    "field": "start",
    "alpha_2": "MN",
    "alpha_3": "MNG",
    "numeric": "496",
}
OF_FORMATS = {"date": "2026-11-28", "date-time": "2026-11-28T09:40:24Z", "uri": f"{ORIGIN}/{ROOT}meetings/12"}
OF_TYPES = {"integer": 12, "boolean": False}


def example(schema: dict, schemas: dict, name: str = ""):
    """Return a value that the schema allows. `schemas` are those that it may refer to; `name` is that of a property."""
    if reference := schema.get("$ref"):
        other = reference.rpartition("/")[2]
        return OF_SCHEMAS.get(other) or example(schemas[other], schemas)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    kind = schema["type"]
    if kind == "object":
        inner = schema["properties"].items()
        return {each: example(value, schemas, each) for each, value in inner if each != "facets"}
    if kind == "array":
        return [example(schema["items"], schemas)]
    return OF_PROPERTIES.get(name, OF_FORMATS.get(schema.get("format"), OF_TYPES.get(kind, "…")))
