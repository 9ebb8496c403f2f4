"""What search knows of a row: its texts by weight, and tags for what it refers to.

A row's vector holds the stems of its own words (title and other names A, summary B, what else it says C, its documents
D); tags such as 'c:410' for the countries, mechanisms, topics and organizations it refers to, so that no name is
copied, 'r:2' for the regions where lists have it, 'y:2012' and 'd:04' for the year and the day of its date; and '=word'
for each word of its names as typed, for suggestions, and '=#…' for each name whole.
"""

from .tables import table_of


def references(*parts):
    """Return the expression of the tags that `parts` select, each with its weight."""
    each = " UNION ALL ".join(parts)
    return f"""(
        SELECT string_agg(format('%L:1%s', tag, weight), ' ') FROM ({each}) AS t (tag, weight) WHERE tag IS NOT NULL
    )"""


def one(letter, column, weight="B"):
    return f"SELECT '{letter}:' || {column}, '{weight}'"


def many(letter, column, table, owner, weight="B"):
    return f"SELECT '{letter}:' || {column}, '{weight}' FROM {table} WHERE {owner}"


def regions(kind):
    return (
        "SELECT 'r:' || region, 'B' FROM cooperation_entrystate AS state CROSS JOIN LATERAL"
        f" registry_regions_of_{kind}(r.id, state.home) AS region WHERE region <> 0"
    )


def documents(kind):
    return f"(SELECT string_agg(title, E'\\n') FROM cooperation_document WHERE {kind}_id = r.id AND NOT is_internal)"


def sources(kind):
    return many("s", "source_id", "cooperation_citation", f"{kind}_id = r.id", "D")


def year(column):
    return f"SELECT 'y:' || left({column}, 4), 'B'"


def day(column):
    return f"SELECT 'd:' || substr({column}, 9, 2), 'C' WHERE length({column}) = 10"


def month(column):
    """Return the expression of the name of a month, as people type it with a day or a year."""
    names = "january february march april may june july august september october november december"
    return f"split_part('{names}', ' ', nullif(substr({column}, 6, 2), '')::int)"


# Of each kind: where its rows come from, its date, and its texts by weight.
KINDS = {
    "agreement": {
        "rows": "cooperation_agreement r WHERE r.id = ANY (ids) AND r.is_public",
        "date": "r.date",
        "names": ("r.title", "r.other_names", "r.reference"),
        "B": ("r.summary",),
        "C": (
            "r.kind",
            "r.signed_at",
            "r.depositary",
            "r.authentic_languages",
            month("r.date"),
            "'agreement'",
        ),
        "D": (documents("agreement"),),
        "tags": (
            many("c", "country_id", "cooperation_party", "agreement_id = r.id"),
            regions("agreement"),
            many("o", "organization_id", "cooperation_party", "agreement_id = r.id"),
            many("o", "signed_by_id", "cooperation_party", "agreement_id = r.id", "C"),
            many("t", "topic_id", "cooperation_agreement_topics", "agreement_id = r.id"),
            year("r.date"),
            day("r.date"),
            sources("agreement"),
        ),
    },
    "meeting": {
        "rows": "cooperation_meeting r WHERE r.id = ANY (ids) AND r.is_public",
        "date": "r.date",
        "names": ("r.title", "r.other_names", "r.reference"),
        "B": ("r.summary",),
        "C": (
            "r.city",
            "r.kind",
            "'meeting'",
            month("r.date"),
            "r.heads_of_delegation",
            "(SELECT string_agg(text, E'\\n' ORDER BY position, key) FROM cooperation_outcome WHERE meeting_id = r.id)",
        ),
        "D": (documents("meeting"),),
        "tags": (
            one("m", "r.mechanism_id"),
            one("n", "r.ordinal"),
            one("c", "r.host_country_id", "C"),
            many("c", "country_id", "cooperation_meeting_countries", "meeting_id = r.id"),
            regions("meeting"),
            many("o", "organization_id", "cooperation_meeting_organizations", "meeting_id = r.id"),
            many("t", "topic_id", "cooperation_meeting_topics", "meeting_id = r.id"),
            year("r.date"),
            day("r.date"),
            sources("meeting"),
        ),
    },
    "project": {
        "rows": "cooperation_project r WHERE r.id = ANY (ids) AND r.is_public",
        "date": "r.date",
        "names": ("r.title", "r.other_names", "r.reference"),
        "B": ("r.summary",),
        "C": (
            "'project'",
            month("r.date"),
            "(SELECT string_agg(name, E'\\n' ORDER BY position, key) FROM cooperation_phase WHERE project_id = r.id)",
        ),
        "D": (documents("project"),),
        "tags": (
            one("m", "r.mechanism_id"),
            many("c", "country_id", "cooperation_project_countries", "project_id = r.id"),
            regions("project"),
            many("o", "organization_id", "cooperation_projectorganization", "project_id = r.id"),
            many("o", "funder_id", "cooperation_phase", "project_id = r.id", "C"),
            many("t", "topic_id", "cooperation_project_topics", "project_id = r.id"),
            year("r.date"),
            day("r.date"),
            sources("project"),
        ),
    },
    "outcome": {
        "rows": "cooperation_outcome r JOIN cooperation_meeting p ON p.id = r.meeting_id"
        " WHERE p.id = ANY (ids) AND p.is_public",
        "record": "p.id",
        "date": "p.date",
        "names": (),
        "B": ("r.text",),
        "C": ("r.kind",),
        "D": ("p.city", month("p.date"), "'outcome'"),
        "tags": (
            one("m", "p.mechanism_id"),
            one("n", "p.ordinal", "D"),
            *(
                many(letter, column, f"cooperation_outcome_{link}", "outcome_id = r.id")
                for letter, column, link in (
                    ("c", "country_id", "by_countries"),
                    ("c", "country_id", "to_countries"),
                    ("o", "organization_id", "by_organizations"),
                    ("o", "organization_id", "to_organizations"),
                    ("o", "organization_id", "concerns_organizations"),
                    ("t", "topic_id", "topics"),
                    ("m", "mechanism_id", "concerns_mechanisms"),
                )
            ),
            regions("outcome"),
            year("p.date"),
            day("p.date"),
        ),
    },
    "mechanism": {
        "rows": "cooperation_mechanism r WHERE r.id = ANY (ids) AND r.is_public",
        "date": "r.date",
        "names": ("r.title", "r.acronym", "r.other_names", "r.reference"),
        "B": ("r.summary",),
        "C": ("r.cadence", "r.level", "'mechanism'"),
        "D": (documents("mechanism"),),
        "tags": (
            one("m", "r.id", "A"),
            one("m", "r.parent_id", "C"),
            many("c", "country_id", "cooperation_mechanism_countries", "mechanism_id = r.id"),
            regions("mechanism"),
            many("o", "organization_id", "cooperation_mechanism_organizations", "mechanism_id = r.id"),
            many("t", "topic_id", "cooperation_mechanism_topics", "mechanism_id = r.id"),
            year("r.date"),
            sources("mechanism"),
        ),
    },
    "organization": {
        "rows": "cooperation_organization r WHERE r.id = ANY (ids)",
        "date": "NULL",
        "names": ("r.name", "r.acronym", "r.other_names"),
        "B": ("r.summary",),
        "C": ("r.kind", "'organization'"),
        "D": (),
        "tags": (one("o", "r.id", "A"), one("c", "r.country_id"), regions("organization"), sources("organization")),
    },
    "country": {
        "rows": "regions_country r WHERE r.id = ANY (ids)",
        "date": "NULL",
        "names": ("r.name", "r.other_names"),
        "B": ("r.summary",),
        "C": ("'country'",),
        "D": (),
        "tags": (one("c", "r.id", "A"), one("r", "r.region_id", "A"), sources("country")),
    },
    "region": {
        "rows": "regions_region r WHERE r.id = ANY (ids)",
        "date": "NULL",
        "names": ("r.name", "r.other_names"),
        "B": ("r.summary",),
        "C": ("r.policy_directions", "'region'"),
        "D": (),
        "tags": (one("r", "r.id", "A"), sources("region")),
    },
    "topic": {
        "rows": "cooperation_topic r WHERE r.id = ANY (ids)",
        "date": "NULL",
        "names": ("r.name", "r.other_names"),
        "B": (),
        "C": ("'topic'",),
        "D": (),
        "tags": (one("t", "r.id", "A"), one("t", "r.parent_id", "B")),
    },
    "source": {
        "rows": "cooperation_source r WHERE r.id = ANY (ids)",
        "date": "r.as_of",
        "names": ("r.title",),
        "B": ("r.publisher",),
        "C": ("r.note", "'source'"),
        "D": (),
        "tags": (year("r.as_of"),),
    },
}
LONGEST = 200_000  # characters of a text that search reads
# What is referred to by name, and the columns that hold its names and its codes.
NAMED = {
    "country": (("name", "other_names"), ("alpha_2", "alpha_3")),
    "region": (("name", "other_names"), ()),
    "topic": (("name", "other_names"), ()),
    "organization": (("name", "acronym", "other_names"), ()),
    "mechanism": (("title", "acronym", "other_names"), ()),
}


def folded(texts):
    """Return the expression of the beginning of some texts folded, a line each."""
    return f"registry_fold(left(concat_ws(E'\\n', {', '.join(texts)}), {LONGEST}))" if texts else "''"


def contents(kind, *, rows, date, names, tags: tuple, record="r.id", **texts):
    vector = "registry_search_starts(its.names) || coalesce(its.tags, '')::tsvector"
    for weight, text in {"A": "names", "B": "b", "C": "c", "D": "d"}.items():
        vector = f"registry_search_add({vector}, its.{text}, '{weight}')"
    return f"""
    CREATE FUNCTION registry_search_of_{kind}(ids bigint[])
    RETURNS TABLE (kind text, id bigint, record bigint, date text, names text, words text, vector tsvector)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{kind}', its.id, its.record, its.date, its.names, concat_ws(E'\\n', its.names, its.b, its.c, its.d),
        {vector}
    FROM (
        SELECT r.id, {record} AS record, {date} AS date, {folded(names)} AS names,
            {", ".join(f"{folded(texts[weight])} AS {weight.lower()}" for weight in "BCD")},
            {references(*tags)} AS tags
        FROM {rows}
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
    SELECT '{kind}', name.id, left(name.name, 300), min(name.start)::smallint, bool_and(name.is_code)
    FROM ({query}) AS name WHERE name.name <> '' GROUP BY name.id, left(name.name, 300)
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
    *(contents(kind, **parts) for kind, parts in KINDS.items()),
    *map(names_of, NAMED),
    ALL_NAMES,
)
