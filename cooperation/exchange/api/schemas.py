"""The JSON schemas of API responses, by name, built from the properties of the objects."""

from django.utils.translation import gettext as _

from .parameters import DAY
from .properties import ADDRESS, BOOLEAN, DATE, NUMBER, TEXT, Property, array_of, or_null, ref
from .shapes import CLAIM, COMPUTED, DOCUMENT, PART, SHAPES, Shape, within_part


def schemas() -> dict[str, dict]:
    found = {
        "PartialDate": _object(
            _("A year, a month or a day. Nothing is known of what its text leaves out."),
            text=TEXT | {"pattern": DAY, "description": _("The date as recorded, in ISO 8601")},
            first=DATE | {"description": _("The first possible day")},
            last=DATE | {"description": _("The last possible day")},
        ),
        "Link": _object(
            _("A link to an object. With “embed” it has the other properties of the object too."),
            id=NUMBER | {"description": _("Its permanent number")},
            type={"enum": [shape.kind for shape in SHAPES.values()], "description": _("What it is")},
            api=ADDRESS | {"description": _("Its address in the API")},
        ),
        "Amount": _object(_("A sum in one currency, as decimal text"), amount=TEXT, currency=TEXT),
        "Facet": _object(
            _("The values of a filter"),
            values=array_of(_object(_("A value, with its number of rows"), value=TEXT, label=TEXT, count=NUMBER)),
            left_out=NUMBER | {"description": _("How many values are not shown: those with the fewest rows")},
        ),
        "Change": _change(),
        "Changes": _object(
            _("Changes in the order of their commits"),
            state=TEXT | {"description": _("The state to which these changes lead: the next “since”")},
            has_more=BOOLEAN | {"description": _("Whether more changes follow that state now")},
            changes=array_of(ref("Change")),
        ),
        "Problem": _problem(),
        "Claim": _of(CLAIM, _("What one source states, or the editors infer, about one field")),
        "Document": _of(DOCUMENT, _("A public document")),
    }
    found |= {name: _of(within_part(model), what) for name, (model, _relation, what) in PART.items()}
    for model, shape in SHAPES.items():
        found[model.__name__] = _of_shape(shape)
        found[f"{model.__name__}List"] = _list(model)
    return found


def _object(what, **properties) -> dict:
    """Return the schema of an object that always has all of the properties, and may have others."""
    return {"type": "object", "description": str(what), "properties": properties, "required": list(properties)}


def _of(properties: tuple[Property, ...], what) -> dict:
    return _object(what, **{each.name: each.schema | {"description": str(each.what)} for each in properties})


def _of_shape(shape: Shape) -> dict:
    found = _of(shape.properties, shape.model._meta.verbose_name)
    if shape.computed:
        name, what, schema = COMPUTED[shape.computed]
        on = DATE | {"description": _("The day of the response, or of the parameter “on”")}
        computed = _object(_("What the registry computes for one day"), on=on)
        computed["properties"][name] = schema | {"description": str(what)}
        found["properties"]["computed"] = computed
    # "fields" can leave out all others.
    found["required"] = ["id", "type", "api"]
    return found


def _list(model) -> dict:
    found = _object(
        _("A part of a list"),
        count=NUMBER | {"description": _("The number of objects in the whole list")},
        size=NUMBER | {"description": _("The maximum number of objects in one response")},
        next=or_null(ADDRESS) | {"description": _("The address of the next part; null at the end of the list")},
        page=ADDRESS | {"description": _("The page that shows the same list to people")},
        results=array_of(ref(model.__name__)),
    )
    facets = {"type": "object", "additionalProperties": ref("Facet")}
    found["properties"]["facets"] = facets | {"description": _("Counts by filter, if “facets” asks for them")}
    return found


def _change():
    found = _object(
        _("What happened to an object since the state"),
        change={
            "enum": ["created", "changed", "moved", "withdrawn", "merged", "deleted"],
            "description": _("Of created, changed and moved objects, keep the new “object”; remove all others"),
        },
        type={"enum": [shape.kind for shape in SHAPES.values()], "description": _("What it is")},
        id=NUMBER | {"description": _("Its permanent number")},
        api=ADDRESS | {"description": _("Its address in the API")},
        at={"type": "string", "format": "date-time", "description": _("When the change became public")},
    )
    objects = {"anyOf": [ref(model.__name__) for model in SHAPES]}
    found["properties"] |= {
        "object": objects | {"description": _("The object as it is now, without what is computed for a day")},
        "former_urls": array_of(ADDRESS) | {"description": _("Former addresses of its page, if it was moved")},
        "into": ref("Link") | {"description": _("The object that it was merged into")},
    }
    return found


def _problem():
    found = _object(
        _("What is wrong: problem details of RFC 9457"),
        type=TEXT | {"description": _("Always about:blank: the status says what kind of problem it is")},
        title=TEXT | {"description": _("The name of the status")},
        status=NUMBER | {"description": _("The status of the response")},
    )
    wrong = _object(_("A wrong parameter"), parameter=TEXT, detail=TEXT)
    found["properties"] |= {
        "detail": TEXT | {"description": _("What is wrong, in a sentence")},
        "errors": array_of(wrong) | {"description": _("Each wrong parameter, and what is wrong with it")},
    }
    return found
