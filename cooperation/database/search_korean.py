"""How search reads Korean: pairs of syllables across spaces, numbers of sessions, and words by their letters (jamo).

"환경 장관 회의" and "환경장관회의" have the same pairs. Each pair has a position, so that a longer word is found as
pairs that follow each other.
"""

from ..domain.hangul import DOTS, HANGUL, LETTERS_OF_JAMO, SYLLABLES

# Marks a row with more positions of a lexeme, or higher ones, than PostgreSQL stores: pairs that are not consecutive in
# its vector may be so in the text.
LONG = "=~"
_JAMO, _LETTERS = "".join(LETTERS_OF_JAMO), "".join(LETTERS_OF_JAMO.values())

FUNCTIONS = rf"""
CREATE FUNCTION registry_fold_korean(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- "제14차", "14회" and "14번째" are 14, and "TEMM회의" is two words. 제1차관 (first vice minister) is not a number.
SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace($1,
    '(^|[^{SYLLABLES}])제 ?(\d)', '\1\2', 'g'
    ), '(\d) ?(?:번째|차(?![관원량])|회(?!의|원|사))', '\1 ', 'g'
    ), '([^\W{SYLLABLES}])([{SYLLABLES}])', '\1 \2', 'g'
    ), '([{SYLLABLES}])([^\W{SYLLABLES}])', '\1 \2', 'g')
$$;

CREATE FUNCTION registry_search_joined(folded text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Without the spaces between syllables.
SELECT regexp_replace(folded, '([{SYLLABLES}]) +(?=[{SYLLABLES}])', '\1', 'g')
$$;

CREATE FUNCTION registry_search_pairs(folded text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- "환경장관" is "환 환경 경장 장관": as many words as it has syllables, the first of them the first syllable alone.
-- Each syllable is doubled, and what is between the two copies becomes the space.
SELECT translate(regexp_replace(
    regexp_replace(registry_search_joined(folded), '([{SYLLABLES}])', E'\\1\x01\\1', 'g'),
    E'\x01[{SYLLABLES}](?=[^{SYLLABLES}\x01]|$)', '', 'g'
), E'\x01', ' ')
$$;

CREATE FUNCTION registry_search_syllables(folded text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The pairs, and after them the first syllable of each word, for words of one syllable.
SELECT concat_ws(' ', registry_search_pairs(folded), (
    SELECT string_agg(DISTINCT left(word, 1), ' ') FROM string_to_table(translate(folded, E'\n', ' '), ' ') AS word
    WHERE word ~ '^[{SYLLABLES}]'
))
$$;

CREATE FUNCTION registry_search_long(vector tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- PostgreSQL stores 256 positions of a lexeme, up to 16,383.
SELECT CASE WHEN pg_column_size(vector) > 1500 AND EXISTS (
    SELECT FROM unnest(vector) WHERE cardinality(positions) > 254 OR positions[cardinality(positions)] > 16382
) THEN vector || '''{LONG}'''::tsvector ELSE vector END
$$;

CREATE FUNCTION registry_search_jamo(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The letters of a Korean word in ASCII, so that trigrams compare letters, not syllables.
SELECT '~' || translate(normalize(word, NFD), '{_JAMO}', '{_LETTERS}')
$$;

CREATE FUNCTION registry_search_korean_words(folded text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The Korean words as they are written, for typing errors.
SELECT DISTINCT word FROM string_to_table(translate(folded, E'\n', ' '), ' ') AS word
WHERE word ~ '^[{HANGUL}]{{2,20}}$'
$$;

CREATE FUNCTION registry_search_like_korean(typed text) RETURNS TABLE (word text, documents bigint) LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.2 AS $$
-- Korean words that readers may see and that look like what was typed.
SELECT substr(lexeme, 2), sum(documents)::bigint FROM (
    SELECT lexeme, word, documents FROM cooperation_search_word
    WHERE word <> '' AND documents > 0 AND starts_with(lexeme, '~') AND word % registry_search_jamo(typed)
    UNION ALL SELECT lexeme, word, number
    FROM cooperation_search_queue, unnest(lexemes, words, numbers) AS change (lexeme, word, number)
    WHERE starts_with(lexeme, '~') AND word % registry_search_jamo(typed)
) AS known
GROUP BY lexeme HAVING sum(documents) > 0
ORDER BY max(similarity(word, registry_search_jamo(typed))) DESC, sum(documents) DESC, lexeme LIMIT 50
$$;

CREATE FUNCTION registry_search_korean_names_like(typed text) RETURNS TABLE (kind text, id bigint, name text)
LANGUAGE sql STABLE AS $$
-- The same for names whose words are not counted; the caller checks which of them readers may see.
SELECT kind, id, name FROM cooperation_search_name
WHERE name >= '{HANGUL[0]}' AND name <= '{HANGUL[-1]}' AND kind IN ('organization', 'topic')
AND similarity(registry_search_jamo(name), registry_search_jamo(typed)) >= 0.2
ORDER BY similarity(registry_search_jamo(name), registry_search_jamo(typed)) DESC, name, id LIMIT 50
$$;
"""

# The separators that Unicode classes as letters, and as many spaces.
SEPARATORS = f"'{DOTS}', '{' ' * len(DOTS)}'"
HAS_SYLLABLES = f"~ '[{SYLLABLES}]'"
PROGRAMS = (FUNCTIONS,)
