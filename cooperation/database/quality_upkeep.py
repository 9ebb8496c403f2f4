"""The triggers that keep the tags of the rules of quality up to date after changes to tables that no filter reads.

The staff's search rows need few of them: citations and outcomes change the search row of their record anyway.
"""

from ..domain.kinds import RECORDS
from ..models import Meeting, Outcome, Project
from .quality import OPEN, codes

FUNCTIONS = f"""
CREATE FUNCTION registry_quality_cited() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a change of citations. A citation about an outcome also belongs to its meeting. One about a meeting as a whole
-- may date the statuses of its outcomes.
BEGIN
    {
    " ".join(
        f"PERFORM registry_write_{kind}(ARRAY(SELECT DISTINCT {kind}_id FROM changed WHERE {kind}_id IS NOT NULL));"
        for kind in RECORDS
    )
}
    PERFORM registry_write_outcome(ARRAY(
        SELECT outcome_id FROM changed WHERE outcome_id IS NOT NULL
        UNION SELECT o.id FROM changed JOIN cooperation_outcome AS o USING (meeting_id)
        WHERE changed.outcome_id IS NULL AND changed.field = ''
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION registry_quality_outcomes() RETURNS trigger LANGUAGE plpgsql AS $$
-- After outcomes were inserted or deleted. An outcome never moves to another meeting.
BEGIN
    PERFORM registry_write_meeting(ARRAY(SELECT DISTINCT meeting_id FROM changed));
    RETURN NULL;
END $$;

CREATE FUNCTION registry_quality_source() RETURNS trigger LANGUAGE plpgsql AS $$
-- After the date or type of a source changed: updates the rows whose status can still change.
DECLARE
    projects bigint[];
    meetings bigint[];
BEGIN
    IF (OLD.as_of, OLD.origin) IS NOT DISTINCT FROM (NEW.as_of, NEW.origin) THEN
        RETURN NULL;
    END IF;
    projects := ARRAY(
        SELECT p.id FROM cooperation_project AS p WHERE p.status IN ({codes(OPEN[Project])})
        AND EXISTS (SELECT FROM cooperation_citation WHERE project_id = p.id AND source_id = NEW.id)
    );
    meetings := ARRAY(
        SELECT m.id FROM cooperation_meeting AS m WHERE (
            m.status IN ({codes(OPEN[Meeting])}) OR EXISTS (
                SELECT FROM cooperation_outcome WHERE meeting_id = m.id AND status IN ({codes(OPEN[Outcome])})
            )
        ) AND EXISTS (SELECT FROM cooperation_citation WHERE meeting_id = m.id AND source_id = NEW.id)
    );
    PERFORM registry_write_project(projects);
    PERFORM registry_write_meeting(meetings);
    PERFORM registry_write_outcome(ARRAY(
        SELECT id FROM cooperation_outcome WHERE meeting_id = ANY (meetings) AND status IN ({codes(OPEN[Outcome])})
    ));
    IF (OLD.as_of IS NULL) <> (NEW.as_of IS NULL) THEN
        INSERT INTO cooperation_search_mark (kind, id)
        SELECT 'project', unnest(projects) UNION ALL SELECT 'meeting', unnest(meetings) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_quality_session() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a change of a numbered session. Many sessions share a series: its row is written at the end of the transaction
-- (search_upkeep.py), so that it is locked only briefly.
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.mechanism_id, OLD.ordinal, OLD.published_at, OLD.withdrawn_at, OLD.merged_into_id)
    IS NOT DISTINCT FROM (NEW.mechanism_id, NEW.ordinal, NEW.published_at, NEW.withdrawn_at, NEW.merged_into_id) THEN
        RETURN NULL;
    END IF;
    INSERT INTO cooperation_search_mark (kind, id)
    SELECT DISTINCT 'mechanism', session.mechanism FROM (
        VALUES (OLD.mechanism_id, OLD.ordinal), (NEW.mechanism_id, NEW.ordinal)
    ) AS session (mechanism, ordinal)
    WHERE session.mechanism IS NOT NULL AND session.ordinal IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


def after(name, event, table, function):
    rows = "OLD" if event == "DELETE" or name.endswith("before") else "NEW"
    return f"""
    CREATE TRIGGER quality_{name} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
    """


PROGRAMS = (
    FUNCTIONS,
    *(
        after(name, event, "cooperation_citation", "registry_quality_cited")
        for name, event in (("insert", "INSERT"), ("delete", "DELETE"), ("before", "UPDATE"), ("update", "UPDATE"))
    ),
    *(
        after(event.lower(), event, "cooperation_outcome", "registry_quality_outcomes")
        for event in ("INSERT", "DELETE")
    ),
    """
    CREATE TRIGGER quality AFTER UPDATE ON cooperation_source FOR EACH ROW EXECUTE FUNCTION registry_quality_source();
    CREATE TRIGGER quality AFTER INSERT OR UPDATE OR DELETE ON cooperation_meeting FOR EACH ROW
    EXECUTE FUNCTION registry_quality_session();
    """,
)
