"""The table that the staff's lists search and filter: one row for each record and named thing, drafts included.

No public query reads this table. A row has the words of its own names, and tags: for related objects, so that their
names are not copied; for regions; and for states such as "status:held" or "quality:no-topic" (domain/tags.py). Words
are not stemmed: the lists find beginnings of words. `date`, `title` and `place` are the orders of the lists.
"""

from regions.translated import LAST, columns

from ..domain.kinds import RECORDS
from ..domain.tags import Dimension
from ..models import SEARCHED, Country, Mechanism, Meeting, Organization, Outcome, Record, Topic
from ..models.facets import fields_along
from .entries import PLACE
from .facets import own_column, values_of
from .quality import rules_of
from .regions import REGION, WHO, regions_in
from .search_korean import HAS_SYLLABLES
from .search_texts import KINDS, LONGEST

# The tags of related objects.
DIMENSIONS = {
    Country: Dimension.COUNTRY,
    Topic: Dimension.TOPIC,
    Mechanism: Dimension.MECHANISM,
    Organization: Dimension.ORGANIZATION,
}
STATE = f"{Dimension.STATE << 32} + registry_code"


def paths_of(model):
    """Yield the fields on each path that the staff's lists search."""
    for path in model.staff_search:
        yield fields_along(model, path)


def texts_of(model, row):
    """Return the columns with the row's texts. An outcome also has those of its meeting."""
    found = []
    for fields in paths_of(model):
        if not fields[-1].is_relation:
            found.append(f"{row}.{fields[-1].column}")
        elif fields[-1].related_model is Meeting:
            found += texts_of(Meeting, "p")
    return found


def states_of(model):
    """Yield the SQL conditions of the states that the row r of a kind may have, each with the state."""
    if issubclass(model, Record):
        yield "publication:draft", "r.published_at IS NULL"
        yield "publication:published", "r.is_public"
        yield "publication:withdrawn", "r.withdrawn_at IS NOT NULL"


def tags_of(model):
    """Return the SQL expression for the tags of the row r, in order."""
    single = [f"CASE WHEN {condition} THEN {STATE}('{state}') END" for state, condition in states_of(model)]
    for name in getattr(model, "staff_choices", ()):
        single.append(f"{STATE}('{name}:' || r.{model._meta.get_field(name).column})")
    # Withdrawn records need not be completed.
    kept = " WHERE r.withdrawn_at IS NULL" if issubclass(model, Record) else ""
    several = [f"SELECT {rule.staff_tag} FROM {rule.function(model)}(r.id){kept}" for rule in rules_of(model)]
    for fields in paths_of(model):
        if base := DIMENSIONS.get(fields[-1].related_model, 0) << 32:
            if column := own_column(fields, "r"):
                single.append(f"{base} + {column}")
            else:
                several.append(values_of(fields, "r", f"{base} + link.{{}}"))
    if issubclass(model, Record):
        regions = f"registry_regions_of_{model._meta.model_name}(r.id, state.home)"
        several.append(f"SELECT {REGION} + region FROM cooperation_entrystate AS state CROSS JOIN {regions} AS region")
    tags = " UNION ALL ".join([f"SELECT unnest(ARRAY[{', '.join(single)}]::bigint[])", *several])
    return f"ARRAY(SELECT DISTINCT tag FROM ({tags}) AS t (tag) WHERE tag IS NOT NULL ORDER BY tag)"


def shown_title(row):
    """Return the SQL expression for `regions.translated.sorted_text` of the title in the first language."""
    first, *others = (f"lower({row}.{column})" for column in columns("title"))
    last = f"chr({ord(LAST)})"
    rest = [f"nullif(repeat({last}, {each}) || {text}, repeat({last}, {each}))" for each, text in enumerate(others, 1)]
    return f"coalesce(nullif({first}, ''), {', '.join(rest)})"


def contents(model):
    kind, table = model._meta.model_name, model._meta.db_table
    source, record, place = f"{table} AS r WHERE r.id = ANY (ids)", "r.id", "r.id"
    date = title = "NULL"
    if model is Outcome:
        source = f"{table} AS r JOIN cooperation_meeting AS p ON p.id = r.meeting_id WHERE p.id = ANY (ids)"
        record, date, place = "p.id", "p.date", PLACE.replace("o.", "r.")
    elif issubclass(model, Record):
        date, title = "r.date", shown_title("r")
        source += " AND r.merged_into_id IS NULL"
    tags = tags_of(model)
    text = f"left(concat_ws(E'\\n', {', '.join(texts_of(model, 'r'))}), {LONGEST})"
    return f"""
    CREATE FUNCTION registry_staff_search_of_{kind}(ids bigint[])
    RETURNS TABLE (
        kind text, id bigint, record bigint, date text, title text, place bigint, tags bigint[], vector tsvector
    )
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{kind}', r.id, {record}, {date}, {title}, {place}, {tags},
        registry_staff_vector(registry_fold({text}))
    FROM {source}
    $$;
    """


def put(kind):
    owner = "record" if kind == "outcome" else "id"
    return f"""
    CREATE FUNCTION registry_staff_search_put_{kind}(ids bigint[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $$  -- planning takes as long as executing
    BEGIN
        WITH now AS MATERIALIZED (
            SELECT * FROM registry_staff_search_of_{kind}(ids)
        ), gone AS (
            DELETE FROM cooperation_staff_search WHERE kind = '{kind}' AND {owner} = ANY (ids)
            AND id NOT IN (SELECT id FROM now)
        )
        INSERT INTO cooperation_staff_search AS kept (kind, id, record, date, title, place, tags, vector)
        SELECT kind, id, record, date, title, place, tags, vector FROM now ORDER BY id
        ON CONFLICT (kind, id) DO UPDATE SET
            record = excluded.record, date = excluded.date, title = excluded.title, place = excluded.place,
            tags = excluded.tags, vector = excluded.vector
        WHERE (kept.record, kept.date, kept.title, kept.place, kept.tags, kept.vector) IS DISTINCT FROM
        (excluded.record, excluded.date, excluded.title, excluded.place, excluded.tags, excluded.vector);
    END $$;
    """


QUERY = f"""
CREATE FUNCTION registry_staff_vector(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- A Korean text is cut to what fits into the 1 MB of a vector, at 10 bytes for a syllable.
SELECT CASE WHEN folded {HAS_SYLLABLES} THEN registry_search_long(
    to_tsvector('pg_catalog.simple', registry_search_syllables(registry_search_beginning(folded, {LONGEST // 3})))
) ELSE to_tsvector('pg_catalog.simple', registry_search_beginning(folded, {LONGEST})) END
$$;

CREATE FUNCTION registry_staff_query(typed text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The words of a text one after the other, the last one as the beginning of a word; NULL if there is no word. Korean
-- words are pairs of syllables, without the single one before them: a word may be the end of a longer one.
SELECT (string_agg(
    CASE WHEN before IS NULL THEN '' ELSE format(' <%s> ', place - before) END || quote_literal(left(word, 500)),
    '' ORDER BY place
) || CASE WHEN (array_agg(word ORDER BY place DESC))[1] {HAS_SYLLABLES} THEN '' ELSE ':*' END)::tsquery
FROM (
    SELECT word, place, lag(place) OVER (ORDER BY place) AS before FROM (
        SELECT word, place, lead(word) OVER (ORDER BY place) AS next
        FROM string_to_table(registry_search_pairs(replace(registry_fold(typed), E'\\n', ' ')), ' ')
        WITH ORDINALITY AS paired (word, place)
    ) AS paired
    WHERE word <> ''
    AND (length(word) = 1 AND length(next) = 2 AND word {HAS_SYLLABLES} AND next {HAS_SYLLABLES}) IS NOT TRUE
) AS folded
$$;
"""


def moved(kind):
    """Return the statement that marks the records among `ids` whose regions differ from their search row's."""
    return f"""
        INSERT INTO cooperation_search_mark (kind, id)
        SELECT '{kind}', row.id FROM cooperation_staff_search AS row CROSS JOIN cooperation_entrystate AS state
        WHERE row.kind = '{kind}' AND row.id = ANY (ids)
        AND {regions_in("row.tags")}
        <> ARRAY(SELECT region FROM registry_regions_of_{kind}(row.id, state.home) AS region ORDER BY 1)
        ON CONFLICT DO NOTHING;"""


MOVED = {kind: moved(kind) for kind in WHO if kind in RECORDS}

PROGRAMS = (QUERY, *map(contents, SEARCHED), *map(put, KINDS))
