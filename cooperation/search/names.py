"""Names of countries, regions, topics, mechanisms and organizations in a query."""

from django.db import connection

from ..domain import hangul

_NAMES = """
SELECT hit.name, hit.kind, hit.id, hit.is_code,
    CASE hit.kind
        WHEN 'country' THEN array['c:' || hit.id]
        WHEN 'mechanism' THEN array['m:' || hit.id]
        WHEN 'organization' THEN array['o:' || hit.id]
        WHEN 'topic' THEN array(
            SELECT 't:' || topic.id FROM cooperation_topic AS topic WHERE hit.id IN (topic.id, topic.parent_id)
        )
        WHEN 'region' THEN array['r:' || hit.id]
    END,
    array(
        SELECT other.name FROM cooperation_search_name AS other
        WHERE (other.kind, other.id) = (hit.kind, hit.id) AND other.start = 0 AND NOT other.is_code
        ORDER BY length(other.name), other.name LIMIT 30
    )
FROM {hits} AS hit
WHERE hit.start = 0 AND (
    hit.kind <> 'mechanism'
    OR EXISTS (SELECT FROM cooperation_search AS row WHERE row.kind = 'mechanism' AND row.id = hit.id)
)
ORDER BY hit.kind, hit.id
"""
LONGEST_NAME = 14  # words
LONGEST_TOPIC = 5  # words of a name that is also looked up in other forms
# Names that are also common English words: they count as names only alone or in capitals.
COMMON_WORDS = {"us", "who", "it", "in", "is", "at", "be", "to", "me", "my", "so", "do", "by", "am", "as", "no", "un"}


def find_names(names, hits: str = "(SELECT * FROM cooperation_search_name WHERE name = ANY (%s))") -> dict:
    """Return the things with each of the names: (kind, id, whether it is a code, its tags, its other names).

    `hits` is the SQL for the relevant rows of the table of names.
    """
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES.format(hits=hits), [sorted(names)])
        for name, kind, pk, is_code, tags, others in cursor.fetchall():
            found.setdefault(name, []).append((kind, pk, is_code, tags, others))
    return found


def spans(typed) -> set[str]:
    """Return each sequence of the words that may be a name."""
    starts = range(len(typed))
    return {" ".join(typed[start:end]) for start in starts for end in range(start + 1, start + LONGEST_NAME + 1)}


def may_have_forms(name) -> bool:
    """Return whether a name is short enough to be looked up in other forms."""
    return name.count(" ") < (LONGEST_NAME if hangul.has_syllables(name) else LONGEST_TOPIC)
