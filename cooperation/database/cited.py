"""The number of citations of each source in each object, stored in `cooperation_cited`.

They are written at the commit together with the object's row for search, because every citation changes that row too.
"""

from ..domain.kinds import RECORDS
from ..models import Citation
from .tables import table_of


def put(kind):
    public = f" AND EXISTS (SELECT FROM {table_of(kind)} WHERE id = {kind}_id AND is_public)" if kind in RECORDS else ""
    return f"""
    CREATE FUNCTION registry_cited_by_{kind}(ids bigint[]) RETURNS SETOF cooperation_cited
    LANGUAGE sql STABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$
    SELECT '{kind}', {kind}_id, source_id, count(*) FROM cooperation_citation
    WHERE {kind}_id = ANY (ids) AND source_id IS NOT NULL{public}
    GROUP BY {kind}_id, source_id
    $$;

    CREATE FUNCTION registry_cited_put_{kind}(ids bigint[]) RETURNS void LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan AS $$
    BEGIN
        WITH due AS MATERIALIZED (
            SELECT * FROM registry_cited_by_{kind}(ids)
        ), gone AS (
            DELETE FROM cooperation_cited AS cited WHERE cited.kind = '{kind}' AND cited.id = ANY (ids)
            AND NOT EXISTS (SELECT FROM due WHERE due.id = cited.id AND due.source = cited.source)
        )
        INSERT INTO cooperation_cited AS cited SELECT * FROM due
        ON CONFLICT (kind, id, source) DO UPDATE SET number = excluded.number WHERE cited.number <> excluded.number;
    END $$;
    """


EMPTIED = """
CREATE FUNCTION registry_cited_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM cooperation_cited;
    RETURN NULL;
END $$;
CREATE TRIGGER cited_emptied AFTER TRUNCATE ON cooperation_citation
FOR EACH STATEMENT EXECUTE FUNCTION registry_cited_emptied();
"""

PROGRAMS = (*map(put, Citation.owners), EMPTIED)
