"""What search stores for a row: its texts by weight, and tags for related objects.

A row's vector holds the stems of its own words (title and other names A, summary B, other texts C, documents D). It
also holds tags: 'c:410' for related countries, mechanisms, topics and organizations, so that their names are not
copied; 'r:2' for the regions under which lists show it; 'y:2012' and 'd:04' for the year and day of its date. For
suggestions it holds '=word' for each word of its names as typed, and '=#…' for each whole name.
"""

from django.db import models

from regions.models import Country, Region

from ..models import SEARCHED, Citation, Document, Mechanism, Organization, Record, Source, Topic
from ..models.facets import fields_along
from .facets import link_of, own_column, values_of
from .tables import table_of

KINDS = {model._meta.model_name: model for model in SEARCHED}
# Tag prefixes of related models.
LETTERS = {Country: "c", Region: "r", Topic: "t", Mechanism: "m", Organization: "o", Source: "s"}
LONGEST = 200_000  # characters of a text that search reads
MONTHS = "january february march april may june july august september october november december"
# Models whose names search looks up, with the columns of their names and codes.
NAMED = {
    model._meta.model_name: (
        tuple(
            name for name in model.search["A"] if name != "reference" and not model._meta.get_field(name).is_relation
        ),
        getattr(model, "search_codes", ()),
    )
    for model in LETTERS
    if model is not Source
}


def paths_of(model):
    """Yield the paths that search reads from a row, each with its weight: declared paths, documents and sources."""
    for weight, paths in model.search.items():
        for path in paths:
            yield weight, fields_along(model, path)
    for part, path in ((Document, "documents__title"), (Citation, "citations__source")):
        if model._meta.model_name in part.owners:
            yield "D", fields_along(model, path)


class Row:
    """How a statement reads the rows of a kind: r is the row, p the record that owns a part."""

    def __init__(self, model):
        self.kind, self.table = model._meta.model_name, model._meta.db_table
        self.is_part = hasattr(model, "record_field")
        self.record = "p" if self.is_part else "r"
        self.joined = {model.record_field: "p"} if self.is_part else {}
        self.source, self.date = f"{self.table} r WHERE r.id = ANY (ids)", "NULL"
        if self.is_part:
            owner = model._meta.get_field(model.record_field)
            self.source = f"{self.table} r JOIN {owner.related_model._meta.db_table} p ON p.id = r.{owner.column}"
            self.source += " WHERE p.id = ANY (ids)"
        if self.is_part or issubclass(model, Record):
            self.source += f" AND {self.record}.is_public"
            self.date = f"{self.record}.date"
        elif hasattr(model, "search_date"):
            self.date = f"r.{model.search_date}"

    def column(self, fields):
        return own_column(fields, "r", self.joined)


def text_of(row, fields):
    """Return the SQL expression for the text at the end of a path; several rows give one line each."""
    if column := row.column(fields):
        return column
    table, owner = link_of(fields[0])
    public = " AND NOT is_internal" if fields[-1].model is Document else ""
    return (
        f"(SELECT string_agg({fields[-1].column}, E'\\n' ORDER BY position, key) FROM {table}"
        f" WHERE {owner} = r.id{public})"
    )


def tags_in(row, fields, weight):
    """Return the query for the tags of the objects at the end of the path, each with its weight."""
    letter = LETTERS[fields[-1].related_model] if fields[-1].is_relation else "n"
    if column := row.column(fields):
        return f"SELECT '{letter}:' || {column}, '{weight}'"
    return values_of(fields, "r", f"'{letter}:' || link.{{}}, '{weight}'")


def is_tag(fields):
    """Return whether the path ends at an object with a page, or at a number such as a session number."""
    return fields[-1].is_relation or isinstance(fields[-1], models.IntegerField)


def search_tags(model, row):
    found = [tags_in(row, fields, weight) for weight, fields in paths_of(model) if is_tag(fields)]
    if model in LETTERS and model is not Source:
        found.append(f"SELECT '{LETTERS[model]}:' || r.id, 'A'")
    if any(field.name == "regions" for field in model._meta.many_to_many) or row.is_part:
        found.append(
            "SELECT 'r:' || region, 'B' FROM cooperation_entrystate AS state CROSS JOIN LATERAL"
            f" registry_regions_of_{row.kind}(r.id, state.home) AS region WHERE region <> 0"
        )
    if row.date != "NULL":
        found.append(f"SELECT 'y:' || left({row.date}, 4), 'B'")
        found.append(f"SELECT 'd:' || substr({row.date}, 9, 2), 'C' WHERE length({row.date}) = 10")
    return f"""(
        SELECT string_agg(format('%L:1%s', tag, weight), ' ') FROM ({" UNION ALL ".join(found)}) AS t (tag, weight)
        WHERE tag IS NOT NULL
    )"""


def texts_of(model, row):
    """Return the SQL expressions of the texts by weight, including the kind, and the month with day or year."""
    texts = {weight: [] for weight in "ABCD"}
    for weight, fields in paths_of(model):
        if not is_tag(fields):
            texts[weight].append(text_of(row, fields))
    own = texts["D" if row.is_part else "C"]
    own.append(f"'{row.kind}'")
    if row.date != "NULL":
        own.append(f"split_part('{MONTHS}', ' ', nullif(substr({row.date}, 6, 2), '')::int)")
    return texts


def folded(texts):
    """Return the SQL expression for the start of the texts, folded, one per line."""
    return f"registry_fold(left(concat_ws(E'\\n', {', '.join(texts)}), {LONGEST}))" if texts else "''"


def contents(model):
    row = Row(model)
    texts = texts_of(model, row)
    vector = "registry_search_starts(its.names) || coalesce(its.tags, '')::tsvector"
    for weight, text in {"A": "names", "B": "b", "C": "c", "D": "d"}.items():
        vector = f"registry_search_add({vector}, its.{text}, '{weight}')"
    return f"""
    CREATE FUNCTION registry_search_of_{row.kind}(ids bigint[])
    RETURNS TABLE (kind text, id bigint, record bigint, date text, names text, words text, vector tsvector)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{row.kind}', its.id, its.record, its.date, its.names, concat_ws(E'\\n', its.names, its.b, its.c, its.d),
        {vector}
    FROM (
        SELECT r.id, {row.record}.id AS record, {row.date} AS date, {folded(texts["A"])} AS names,
            {", ".join(f"{folded(texts[weight])} AS {weight.lower()}" for weight in "BCD")},
            {search_tags(model, row)} AS tags
        FROM {row.source}
        OFFSET 0
    ) AS its
    $$;
    """


def names_of(kind):
    names, codes = NAMED[kind]
    lines = f"concat_ws(E'\\n', {', '.join(f't.{column}' for column in names)})"
    query = f"""
    SELECT t.id, array_to_string(word[start:], ' ') AS name, start - 1 AS start, false AS is_code
    FROM {table_of(kind)} AS t, string_to_table(registry_fold({lines}), E'\\n') AS line,
    LATERAL (SELECT string_to_array(btrim(line), ' ') AS word) AS word,
    generate_series(1, least(cardinality(word), 12)) AS start WHERE t.id = ANY (ids)
    """
    for column in codes:
        query += f" UNION ALL SELECT t.id, lower(t.{column}), 0, true FROM {table_of(kind)} AS t WHERE t.id = ANY (ids)"
    return f"""
    CREATE FUNCTION registry_search_names_of_{kind}(ids bigint[])
    RETURNS TABLE (kind text, id bigint, name text, start smallint, is_code boolean) LANGUAGE sql STABLE AS $$
    -- A name with spaces between its syllables is found without them, too.
    SELECT '{kind}', name.id, left(written, 300), min(name.start)::smallint, bool_and(name.is_code)
    FROM ({query}) AS name, LATERAL (VALUES (name.name), (registry_search_joined(name.name))) AS form (written)
    WHERE name.name <> '' GROUP BY name.id, left(written, 300)
    $$;
    """


ALL_NAMES = f"""
CREATE FUNCTION registry_search_names()
RETURNS TABLE (kind text, id bigint, name text, start smallint, is_code boolean) LANGUAGE sql STABLE AS $$
{
    " UNION ALL ".join(
        f"SELECT * FROM registry_search_names_of_{kind}(array(SELECT id FROM {table_of(kind)}))" for kind in NAMED
    )
}
$$;
"""


PROGRAMS = (
    *map(contents, SEARCHED),
    *map(names_of, NAMED),
    ALL_NAMES,
)
