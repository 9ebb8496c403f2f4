"""Sign-ins and changes of accounts: their rows are only added, and deleted after two years at the earliest."""

PROGRAMS = (
    """
CREATE FUNCTION registry_account_event_remains() RETURNS trigger LANGUAGE plpgsql AS $$
-- The failed sign-ins of an account in the current hour are one row that counts them.
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < statement_timestamp() - interval '2 years' THEN
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

CREATE TRIGGER remains_whole BEFORE TRUNCATE ON cooperation_accountevent FOR EACH STATEMENT
EXECUTE FUNCTION registry_account_event_remains();
""",
)
