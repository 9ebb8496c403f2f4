"""How search tokenizes a text: folded words, their stems, and similar words for typing errors."""

from .search_korean import HAS_SYLLABLES, SEPARATORS

FOLD = rf"""
CREATE FUNCTION registry_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Small letters and digits, single spaces, lines kept. "14th" is 14, "U.S." is us, "Vietnam's" vietnam, "TEMM14" temm
-- 14. Each expression runs only on texts that it may change, most not on plain ASCII, and none matches a single space.
-- For Korean see registry_fold_korean().
SELECT CASE WHEN split ~ '\d' THEN
    regexp_replace(
        regexp_replace(
            regexp_replace(split, '\m(\d+)(?:st|nd|rd|th)\M', '\1', 'g'), '([^\W\d])(\d)', '\1 \2', 'g'
        ), '(\d)([^\W\d])', '\1 \2', 'g'
    ) ELSE split END
FROM (
    SELECT CASE WHEN octet_length($1) <> length($1) AND cleaned {HAS_SYLLABLES} THEN
        btrim(regexp_replace(registry_fold_korean(cleaned), ' +(?= |\n|$)', '', 'g'))
    ELSE cleaned END AS split
    FROM (
        SELECT btrim(regexp_replace(regexp_replace(
            CASE WHEN plain ~ '''|\.[a-z]' THEN
                regexp_replace(regexp_replace(plain, '''s\M', '', 'g'), '\m([a-z])\.(?=[a-z]\M)', '\1', 'g')
            ELSE plain END,
            '[^[:alnum:]\n]{{2,}}|[^[:alnum:]\n ]', ' ', 'g'
        ), ' *\n[ \n]*', E'\n', 'g'), E' \n') AS cleaned
        FROM (
            SELECT replace(lower(
                CASE WHEN octet_length($1) = length($1) THEN $1
                ELSE unaccent(translate(normalize($1, NFKC), {SEPARATORS})) END
            ), '+', ' plus ') AS plain OFFSET 0
        ) AS plain
        OFFSET 0
    ) AS cleaned
    OFFSET 0
) AS split
$$;
"""

FUNCTIONS = rf"""
CREATE FUNCTION registry_search_beginning(folded text, most int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The whole words among the first `most` characters.
SELECT CASE WHEN length(folded) <= most THEN folded
    ELSE left(folded, greatest(most + 1 - strpos(reverse(translate(left(folded, most + 1), E'\n', ' ')), ' '), 0)) END
$$;

CREATE FUNCTION registry_search_add(vector tsvector, folded text, weight "char") RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- The vector with the words of a text, or with as many from its beginning as fit: PostgreSQL refuses vectors of more
-- than 1,048,575 bytes. A character takes 4.5 bytes at most: those of a one-letter word of four bytes, its length, its
-- position and a space. A Korean one takes 13: its pair with length and position, the word that it is part of, and the
-- first syllable of that. pg_column_size() counts 4 bytes for each word of the vector that the limit does not count.
DECLARE
    room int := 1048575 - pg_column_size(vector);
BEGIN
    IF NOT folded {HAS_SYLLABLES} THEN
        folded := registry_search_beginning(folded, room / 5);
        RETURN vector || setweight(to_tsvector('pg_catalog.english', folded), weight);
    END IF;
    folded := registry_search_beginning(folded, room / 14);
    RETURN registry_search_long(
        vector || setweight(to_tsvector('pg_catalog.english', registry_search_syllables(folded)), weight)
        || array_to_tsvector(array(SELECT '~' || word FROM registry_search_korean_words(folded) AS word))
    );
END $$;

CREATE FUNCTION registry_search_whole(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The lexeme of rows with exactly this name, whatever its spaces: it finds them fast, however common the words are.
SELECT '=#' || left(encode(sha256(convert_to(translate(name, ' ', ''), 'UTF8')), 'hex'), 12)
$$;

CREATE FUNCTION registry_search_starts(names text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT array_to_tsvector(array(
    SELECT '=' || left(word, 100) FROM string_to_table(replace(left(names, 10000), E'\n', ' '), ' ') AS word
    WHERE word <> '' AND NOT word {HAS_SYLLABLES}
    UNION ALL SELECT registry_search_whole(line) FROM string_to_table(left(names, 10000), E'\n') AS line
    WHERE line <> ''
))
$$;

CREATE FUNCTION registry_search_words(folded text) RETURNS TABLE (lexeme text, word text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- The shortest word of the text for each of its stems; no numbers. Korean words by their letters.
(SELECT DISTINCT ON (stems[1]) stems[1], spelled
FROM (SELECT DISTINCT spelled FROM regexp_split_to_table(left(folded, 200000), '\s+') AS spelled) AS spelled,
LATERAL (SELECT ts_lexize('pg_catalog.english_stem', spelled) AS stems) AS stems
WHERE spelled ~ '\D' AND length(spelled) <= 40 AND stems <> '{{}}' AND NOT spelled {HAS_SYLLABLES}
ORDER BY stems[1], length(spelled), spelled)
UNION ALL SELECT '~' || word, registry_search_jamo(word) FROM registry_search_korean_words(left(folded, 200000)) AS word
$$;

CREATE FUNCTION registry_search_like(typed text) RETURNS TABLE (word text, documents bigint) LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.2 AS $$
-- Words that readers may see and that look like what was typed.
SELECT word, sum(documents)::bigint FROM (
    SELECT word, documents FROM cooperation_search_word
    WHERE word <> '' AND documents > 0 AND word % typed AND NOT starts_with(word, '~')
    UNION ALL SELECT word, number FROM cooperation_search_queue, unnest(words, numbers) AS change (word, number)
    WHERE word <> '' AND word % typed AND NOT starts_with(word, '~')
) AS known
GROUP BY word HAVING sum(documents) > 0 ORDER BY similarity(word, typed) DESC, sum(documents) DESC, word LIMIT 50
$$;

CREATE FUNCTION registry_search_named_like(typed text) RETURNS TABLE (kind text, id bigint, name text)
LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = 0.3 AS $$
-- The same for names whose words are not counted; the caller checks which of them readers may see.
SELECT kind, id, name FROM cooperation_search_name
WHERE start = 0 AND typed <% name AND kind IN ('organization', 'topic')
ORDER BY word_similarity(typed, name) DESC, name, id LIMIT 50
$$;

CREATE FUNCTION registry_search_refers(tag text) RETURNS boolean LANGUAGE sql STABLE AS $$
-- Whether a row that readers see refers to it: only such rows are counted.
SELECT coalesce(sum(number), 0) > 0 FROM (
    SELECT documents AS number FROM cooperation_search_word WHERE lexeme = tag
    UNION ALL SELECT numbers[array_position(lexemes, tag)] FROM cooperation_search_queue WHERE tag = ANY (lexemes)
) AS known
$$;

CREATE FUNCTION registry_search_seen(kind text, id bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
-- Whether readers see an organization, a topic or a source: the answer of published(), from the counts of words.
SELECT CASE $1
    WHEN 'organization' THEN registry_search_refers('o:' || $2)
    WHEN 'topic' THEN registry_search_refers('t:' || $2) OR EXISTS (
        SELECT FROM cooperation_topic AS narrower
        WHERE narrower.parent_id = $2 AND registry_search_refers('t:' || narrower.id)
    )
    WHEN 'source' THEN registry_search_refers('s:' || $2) OR EXISTS (
        SELECT FROM cooperation_search AS body WHERE body.kind = 'organization'
        AND body.vector @@ format('%L', 's:' || $2)::tsquery AND registry_search_refers('o:' || body.id)
    )
    ELSE true
END
$$;

CREATE FUNCTION registry_search_count() RETURNS boolean LANGUAGE plpgsql AS $$
-- Counts the queued words. One transaction does so at a time and no other waits, however common a word is.
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('cooperation_search_word')) THEN
        RETURN false;
    END IF;
    WITH taken AS (DELETE FROM cooperation_search_queue RETURNING kind, lexemes, words, numbers)
    INSERT INTO cooperation_search_word AS known (kind, lexeme, word, documents)
    SELECT
        kind, lexeme, coalesce((array_agg(word ORDER BY length(word), word) FILTER (WHERE word <> ''))[1], ''),
        sum(number)
    FROM taken, unnest(lexemes, words, numbers) AS change (lexeme, word, number)
    GROUP BY kind, lexeme ORDER BY lexeme, kind
    ON CONFLICT (lexeme, kind) DO UPDATE SET
        documents = known.documents + excluded.documents,
        word = CASE
            WHEN excluded.word = '' THEN known.word
            WHEN known.word = '' OR known.documents <= 0 THEN excluded.word
            WHEN (length(excluded.word), excluded.word) < (length(known.word), known.word) THEN excluded.word
            ELSE known.word
        END;
    RETURN true;
END $$;
"""

PROGRAMS = (FOLD, FUNCTIONS)
