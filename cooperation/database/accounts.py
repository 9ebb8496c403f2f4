"""Sign-ins and changes of accounts: their rows are only added, and deleted after two years at the earliest.

The web server adds rows; only functions that run as the owner of the table count failures and delete rows. The sessions
of an account end when it is changed, whatever changes it: a page, a command, or a statement.
"""

from ..domain import periods

PROGRAMS = (
    f"""
CREATE FUNCTION registry_account_event_remains() RETURNS trigger LANGUAGE plpgsql AS $$
-- Failures and refusals of an account in the current hour are counted in one row.
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < statement_timestamp() - interval '{periods.AUDIT_YEARS} years' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE'
    AND OLD.hour = date_trunc('hour', statement_timestamp(), 'UTC')
    AND NEW.times = OLD.times + 1
    AND to_jsonb(NEW) - 'times' = to_jsonb(OLD) - 'times' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Sign-ins and changes of accounts are only added, and deleted after two years.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'cooperation_accountevent_remains';
END $$;

CREATE TRIGGER remains BEFORE UPDATE OR DELETE ON cooperation_accountevent FOR EACH ROW
EXECUTE FUNCTION registry_account_event_remains();

CREATE FUNCTION registry_count_account_event(act text, account bigint, name text, what text)
RETURNS void LANGUAGE sql AS $$
-- Counts failures and refusals: one row for each account, hour, kind of event and details.
INSERT INTO cooperation_accountevent AS event (action, account_id, account_name, user_id, user_name, details, hour)
VALUES (act, account, name, account, name, what, date_trunc('hour', statement_timestamp(), 'UTC'))
ON CONFLICT (account_id, action, hour, details) WHERE hour IS NOT NULL DO UPDATE SET times = event.times + 1
$$;

CREATE FUNCTION registry_forget_account_events() RETURNS bigint LANGUAGE sql AS $$
-- Deletes the rows that are old enough, and returns their number.
WITH gone AS (
    DELETE FROM cooperation_accountevent
    WHERE at < statement_timestamp() - interval '{periods.AUDIT_YEARS} years'
    RETURNING id
)
SELECT count(*) FROM gone
$$;

CREATE TRIGGER remains_whole BEFORE TRUNCATE ON cooperation_accountevent FOR EACH STATEMENT
EXECUTE FUNCTION registry_account_event_remains();

CREATE FUNCTION registry_sessions_end() RETURNS trigger LANGUAGE plpgsql AS $$
-- Users who change their own password or second factor stay signed in where they do so. A changed role ends all
-- sessions.
DECLARE
    context jsonb := coalesce(nullif(current_setting('registry.context', true), ''), '{{}}')::jsonb;
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    column_of_account text := CASE TG_TABLE_NAME WHEN 'auth_user' THEN 'id' ELSE 'user_id' END;
    account bigint := registry_value(coalesce(after, before), column_of_account)::bigint;
    why text := CASE
        WHEN TG_TABLE_NAME = 'mfa_authenticator' THEN 'a second factor changed'
        WHEN TG_TABLE_NAME <> 'auth_user' THEN 'the role changed'
        WHEN registry_value(before, 'is_active') <> registry_value(after, 'is_active')
        THEN 'the account was deactivated'
        WHEN registry_value(before, 'is_staff') <> registry_value(after, 'is_staff')
        OR registry_value(before, 'is_superuser') <> registry_value(after, 'is_superuser')
        THEN 'the role changed'
        WHEN registry_value(before, 'password') <> registry_value(after, 'password')
        THEN 'the password changed'
    END;
    continues text := CASE WHEN (context ->> 'user')::bigint = account
    AND why IN ('the password changed', 'a second factor changed') THEN context ->> 'session' END;
    ended integer;
BEGIN
    IF why IS NULL THEN
        RETURN NULL;
    END IF;
    DELETE FROM cooperation_session WHERE user_id = account AND session_key IS DISTINCT FROM continues;
    GET DIAGNOSTICS ended = ROW_COUNT;
    IF ended > 0 THEN
        INSERT INTO cooperation_accountevent (action, account_id, account_name, user_id, user_name, details)
        SELECT 'session-ended', id, username, (context ->> 'user')::bigint, coalesce(context ->> 'name', ''),
            format('Sessions ended: %s, because %s.', ended, why)
        FROM auth_user WHERE id = account;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER sessions_end AFTER UPDATE ON auth_user FOR EACH ROW
EXECUTE FUNCTION registry_sessions_end();

CREATE TRIGGER sessions_end AFTER INSERT OR UPDATE OR DELETE ON auth_user_groups FOR EACH ROW
EXECUTE FUNCTION registry_sessions_end();

CREATE TRIGGER sessions_end AFTER INSERT OR UPDATE OR DELETE ON auth_user_user_permissions FOR EACH ROW
EXECUTE FUNCTION registry_sessions_end();

-- Not after an update: using the factor updates its row.
CREATE TRIGGER sessions_end AFTER INSERT OR DELETE ON mfa_authenticator FOR EACH ROW
EXECUTE FUNCTION registry_sessions_end();
""",
)
