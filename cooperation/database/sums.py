"""The sums of money, per currency: of all public projects, and by year, region, country and funder.

`cooperation_money` has what each public project adds to the sums. It is written together with the index entry of the
project, and when a citation about one of its phases changes. The sums of its rows are in `cooperation_money_sum`.
"""

from ..domain.choices import Basis
from ..domain.tags import EVERYTHING, SUMMED, Dimension

MOST_CHANGES = 1000  # rows of changes, before they are added to the sums

CONTENTS = f"""
CREATE FUNCTION registry_money_of(ids bigint[]) RETURNS SETOF cooperation_money LANGUAGE sql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan AS $$  -- so that it is not inlined, and looks up rows by id
-- What the public projects among these have in each currency. A phase is disputed if any claim about it is, and
-- inferred if its amount or its currency is.
SELECT entry.id, phase.currency, payer.id, sum(phase.amount), count(*),
    count(*) FILTER (WHERE EXISTS (SELECT FROM cooperation_citation WHERE phase_id = phase.id AND is_disputed)),
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM cooperation_citation
        WHERE phase_id = phase.id AND basis = '{Basis.INFERRED}' AND field IN ('amount', 'currency')
    )),
    CASE payer.id WHEN 0 THEN {EVERYTHING}::bigint || ARRAY(
        SELECT tag FROM unnest(entry.tags) AS tag WHERE tag >> 32 IN ({", ".join(str(int(each)) for each in SUMMED)})
    ) ELSE ARRAY[{Dimension.FUNDER << 32} + payer.id] END
FROM cooperation_entry entry
JOIN cooperation_phase phase ON phase.project_id = entry.id
CROSS JOIN LATERAL unnest(ARRAY[0, phase.funder_id]) AS payer (id)
WHERE entry.kind = 'project' AND entry.id = ANY (ids) AND phase.amount IS NOT NULL AND payer.id IS NOT NULL
GROUP BY entry.id, entry.tags, phase.currency, payer.id
$$;

CREATE FUNCTION registry_money_sums() RETURNS TABLE (
    tag bigint, currency text, amount numeric, phases bigint, disputed bigint, inferred bigint, projects bigint
) LANGUAGE sql STABLE AS $$
-- All sums, added up from what each project adds to them.
SELECT tag, money.currency, sum(money.amount), sum(money.phases)::bigint, sum(money.disputed)::bigint,
    sum(money.inferred)::bigint, count(*)
FROM cooperation_money AS money, unnest(money.tags) AS tag GROUP BY tag, money.currency
$$;
"""


def affects_sums(row):
    return f"({row}.phase_id IS NOT NULL AND ({row}.is_disputed OR {row}.basis = '{Basis.INFERRED}')) IS TRUE"


KEEPING = f"""
CREATE FUNCTION registry_money_put(ids bigint[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
-- Updates what these projects add to the sums. Locks them first, and so waits for other changes to them.
BEGIN
    PERFORM FROM cooperation_project WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    WITH due AS MATERIALIZED (
        SELECT * FROM registry_money_of(ids)
    ), before AS MATERIALIZED (
        SELECT * FROM cooperation_money WHERE project = ANY (ids)
    ), added AS MATERIALIZED (
        TABLE due EXCEPT TABLE before
    ), removed AS (
        TABLE before EXCEPT TABLE due
    ), gone AS (
        DELETE FROM cooperation_money AS money WHERE project = ANY (ids) AND NOT EXISTS (
            SELECT FROM due WHERE due.project = money.project
            AND due.currency = money.currency AND due.funder = money.funder
        )
    ), written AS (
        INSERT INTO cooperation_money SELECT * FROM added
        ON CONFLICT (project, currency, funder) DO UPDATE SET amount = excluded.amount, phases = excluded.phases,
        disputed = excluded.disputed, inferred = excluded.inferred, tags = excluded.tags
    )
    INSERT INTO cooperation_money_sum (tag, currency, amount, phases, disputed, inferred, projects)
    SELECT tag, currency, sum(sign * amount), sum(sign * phases), sum(sign * disputed), sum(sign * inferred), sum(sign)
    FROM (SELECT 1 AS sign, * FROM added UNION ALL SELECT -1, * FROM removed) AS change, unnest(tags) AS tag
    GROUP BY tag, currency
    HAVING (sum(sign * amount), sum(sign * phases), sum(sign * disputed), sum(sign * inferred), sum(sign))
        <> (0, 0, 0, 0, 0);
    IF FOUND AND (
        SELECT count(*) FROM (SELECT FROM cooperation_money_sum WHERE part > 0 LIMIT {MOST_CHANGES}) AS changes
    ) = {MOST_CHANGES} THEN
        PERFORM registry_money_add_up();
    END IF;
END $$;

CREATE FUNCTION registry_money_add_up() RETURNS void LANGUAGE plpgsql AS $$
-- Adds the changes to the sums. One transaction does so at a time, and no other waits for it.
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('cooperation_money_sum')) THEN
        RETURN;
    END IF;
    WITH taken AS (DELETE FROM cooperation_money_sum WHERE part > 0 RETURNING *)
    INSERT INTO cooperation_money_sum AS known (tag, currency, part, amount, phases, disputed, inferred, projects)
    SELECT tag, currency, 0, sum(amount), sum(phases), sum(disputed), sum(inferred), sum(projects)
    FROM taken GROUP BY tag, currency
    ON CONFLICT (tag, currency, part) DO UPDATE SET
        amount = known.amount + excluded.amount,
        phases = known.phases + excluded.phases,
        disputed = known.disputed + excluded.disputed,
        inferred = known.inferred + excluded.inferred,
        projects = known.projects + excluded.projects;
END $$;

CREATE FUNCTION registry_money_cited() RETURNS trigger LANGUAGE plpgsql AS $$
-- After a change of a citation that makes a phase disputed or inferred. Others do not affect the sums.
BEGIN
    IF (TG_OP <> 'UPDATE' OR NEW IS DISTINCT FROM OLD) AND (
        {affects_sums("OLD")} OR {affects_sums("NEW")}
    ) THEN
        PERFORM registry_money_put(array_remove(ARRAY[OLD.project_id, NEW.project_id], NULL));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION registry_money_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
-- After the phases or the citations were truncated.
BEGIN
    PERFORM registry_money_put(ARRAY(SELECT DISTINCT project FROM cooperation_money));
    RETURN NULL;
END $$;
"""


# Its name puts it after the trigger that locks the project.
TRIGGERS = """
CREATE TRIGGER touch_money AFTER INSERT OR UPDATE OR DELETE ON cooperation_citation
FOR EACH ROW EXECUTE FUNCTION registry_money_cited();
CREATE TRIGGER money_emptied AFTER TRUNCATE ON cooperation_citation
FOR EACH STATEMENT EXECUTE FUNCTION registry_money_emptied();
CREATE TRIGGER money_emptied AFTER TRUNCATE ON cooperation_phase
FOR EACH STATEMENT EXECUTE FUNCTION registry_money_emptied();
"""

PROGRAMS = (CONTENTS, KEEPING, TRIGGERS)
