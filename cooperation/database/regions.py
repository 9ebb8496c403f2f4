"""The regions of a record: one function for the index, search, querysets and the admin."""

from ..domain.kinds import RECORDS
from ..domain.tags import Dimension
from ..models import RECORDS as RECORD_MODELS
from ..models.facets import fields_along
from .facets import link_of

REGION = Dimension.REGION << 32


def _table(model, path):
    """Return the table that links a record with the objects at the end of the path."""
    return link_of(fields_along(model, path)[0])[0].removeprefix("cooperation_")


# For each kind: the tables of its countries and of its organizations.
WHO = {
    **{
        model._meta.model_name: ((_table(model, model.country_path),), (_table(model, model.organization_path),))
        for model in RECORD_MODELS
    },
    "outcome": (
        ("outcome_by_countries", "outcome_to_countries"),
        ("outcome_by_organizations", "outcome_to_organizations"),
    ),
}
# For each kind of record that is part of another one: its mechanism, and the kind and id of that record.
ABOVE = {
    "mechanism": ("NULL", "'mechanism'", "r.parent_id"),
    "meeting": (
        "r.mechanism_id",
        "CASE WHEN r.part_of_meeting_id IS NULL THEN 'project' ELSE 'meeting' END",
        "coalesce(r.part_of_meeting_id, r.part_of_project_id)",
    ),
    "project": ("r.mechanism_id", "NULL", "NULL"),
}
# For each kind whose regions others can inherit: the inheriting kinds, with their foreign key columns.
BELOW = {
    "mechanism": (("mechanism", "parent_id"), ("meeting", "mechanism_id"), ("project", "mechanism_id")),
    "meeting": (("meeting", "part_of_meeting_id"),),
    "project": (("meeting", "part_of_project_id"),),
}
# OFFSET 0 stops the planner from reading all countries or topics instead of looking up a few by id.
PARTNER_REGIONS = """
SELECT place.region_id FROM cooperation_{table} link CROSS JOIN LATERAL (
    SELECT region_id, alpha_3 FROM regions_country WHERE id = link.country_id OFFSET 0
) place WHERE link.{kind}_id = pk AND place.alpha_3 <> home"""
ORGANIZATION_REGIONS = """
SELECT its.region_id FROM cooperation_{table} link CROSS JOIN LATERAL (
    SELECT region_id FROM cooperation_organization_regions WHERE organization_id = link.organization_id OFFSET 0
) its WHERE link.{kind}_id = pk"""
STATED_REGIONS = """
SELECT region_id FROM cooperation_{kind}_regions WHERE {kind}_id = pk"""
# An organization's own regions and, for a national body, the region of its country.
OF_ORGANIZATIONS = f"""
CREATE FUNCTION registry_own_regions_of_organization(pk bigint, home text) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $${STATED_REGIONS.format(kind="organization")}
UNION SELECT place.region_id FROM cooperation_organization o JOIN regions_country place ON place.id = o.country_id
WHERE o.id = pk
$$;
"""


def regions_in(tags):
    """Return the SQL expression for the regions in the tags of an entry; {0} if it has none."""
    said = f"SELECT tag - {REGION} FROM unnest({tags}) AS tag WHERE tag >> 32 = {REGION >> 32}"
    return f"coalesce(nullif(ARRAY({said}), '{{}}'), '{{0}}')"


def own_regions(kind):
    countries, organizations = WHO[kind]
    given = [PARTNER_REGIONS.format(table=table, kind=kind) for table in countries]
    given += [ORGANIZATION_REGIONS.format(table=table, kind=kind) for table in organizations]
    given += [STATED_REGIONS.format(kind=kind)] if kind in RECORDS else []
    return f"""
    CREATE FUNCTION registry_own_regions_of_{kind}(pk bigint, home text) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE AS $${" UNION ".join(given)}
    $$;
    """


def regions_of(kind):
    """Return the SQL function for the regions of a row; 0 means none: the row is worldwide or its regions unknown.

    Both functions are written so that the planner can inline them.
    """
    others = f"registry_inherited_regions('{kind}', pk, home)"
    if kind == "outcome":
        others = """ARRAY(
            SELECT region FROM cooperation_outcome o
            CROSS JOIN LATERAL registry_regions_of_meeting(o.meeting_id, home) region WHERE o.id = pk
        )"""
    elif kind == "organization":
        others = "'{0}'"
    return f"""
    CREATE FUNCTION registry_regions_of_{kind}(pk bigint, home text) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT unnest(CASE WHEN own.regions <> '{{}}' THEN own.regions ELSE {others} END)
    FROM (SELECT ARRAY(SELECT region FROM registry_own_regions_of_{kind}(pk, home) region) AS regions OFFSET 0) own
    $$;
    """


def above(kind):
    """Return the branch of registry_inherited_regions() that reads the sources of a record's regions."""
    (countries,), (organizations,) = WHO[kind]
    others = [f"SELECT FROM cooperation_{organizations} WHERE {kind}_id = r.id AND organization_id IS NOT NULL"]
    if kind == "meeting":
        others.append("SELECT FROM regions_country WHERE id = r.host_country_id AND alpha_3 <> home")
    return f"""
    WHEN '{kind}' THEN
        SELECT {", ".join(ABOVE.get(kind, ("NULL",) * 3))}, EXISTS (
            SELECT FROM cooperation_{countries}
            WHERE {kind}_id = r.id AND country_id = (SELECT id FROM regions_country WHERE alpha_3 = home)
        ) AND {" AND ".join(f"NOT EXISTS ({other})" for other in others)}
        INTO its_mechanism, its_kind, its_id, is_alone FROM cooperation_{kind} r WHERE r.id = pk;"""


def public(kind, pk):
    return f"EXISTS (SELECT FROM cooperation_{kind} WHERE id = {pk} AND is_public)"


def whole(kind):
    """Return the branch of registry_inherited_regions() that reads the regions of the parent record."""
    return f"""
    WHEN '{kind}' THEN
        EXIT WHEN NOT {public(kind, "its_id")};
        found := ARRAY(SELECT region FROM registry_own_regions_of_{kind}(its_id, home) region);"""


INHERITED_REGIONS = f"""
CREATE FUNCTION registry_inherited_regions(kind text, pk bigint, home text) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
-- The regions of a record that has none of its own: those of its mechanism, else those of the meeting or project that
-- it is part of, and so on upwards. Drafts pass none on. The home country's region comes last, and only if no other
-- country, not even a host, and no organization is recorded.
DECLARE
    seen text[] := '{{}}';
    found bigint[];
    its_mechanism bigint;
    its_kind text;
    its_id bigint;
    is_alone boolean;
    is_home boolean := false;
BEGIN
    WHILE NOT kind || pk = ANY (seen) LOOP
        seen := seen || (kind || pk);
        CASE kind {"".join(map(above, RECORDS))}
        END CASE;
        is_home := is_home OR is_alone;
        IF {public("mechanism", "its_mechanism")} THEN
            found := ARRAY(SELECT region FROM registry_regions_of_mechanism(its_mechanism, home) region);
            IF found <> '{{0}}' THEN
                RETURN found;
            END IF;
        END IF;
        CASE its_kind {"".join(map(whole, BELOW))}
        ELSE EXIT;
        END CASE;
        IF found <> '{{}}' THEN
            RETURN found;
        END IF;
        kind := its_kind;
        pk := its_id;
    END LOOP;
    RETURN CASE WHEN is_home THEN ARRAY(SELECT region_id FROM regions_country WHERE alpha_3 = home) ELSE '{{0}}' END;
END $$;
"""

PROGRAMS = (
    OF_ORGANIZATIONS,
    *map(own_regions, WHO),
    INHERITED_REGIONS,
    *map(regions_of, (*WHO, "organization")),
)
