"""The first and the last day that a partial date may mean."""

FUNCTIONS = """
CREATE FUNCTION registry_first_day(partial text) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT (partial || substr('0000-01-01', length(partial) + 1))::date
$$;

CREATE FUNCTION registry_last_day(partial text) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE length(partial)
    WHEN 4 THEN (partial || '-12-31')::date
    WHEN 7 THEN ((partial || '-01')::date + interval '1 month' - interval '1 day')::date
    ELSE partial::date
END
$$;
"""

PROGRAMS = (FUNCTIONS,)
