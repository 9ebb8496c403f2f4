"""Tables that limit guessing, and audit rows that are counted by the hour: of throttled sign-ins and refused rights too.

The two tables are unlogged: they hold what matters for minutes, and a write costs no disk.
"""

from django.db import migrations

TABLES = """
CREATE UNLOGGED TABLE cooperation_signinattempt (
    -- A keyed hash of what is limited: no address and no user name is stored.
    key text PRIMARY KEY,
    times integer NOT NULL,
    until timestamptz NOT NULL
);
CREATE INDEX cooperation_signinattempt_until ON cooperation_signinattempt (until);
-- Of Django's cache (DatabaseCache): used codes of authenticator apps, and django-allauth's limits.
CREATE UNLOGGED TABLE cooperation_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX cooperation_cache_expires ON cooperation_cache (expires);
"""
REMOVE_TABLES = "DROP TABLE cooperation_signinattempt, cooperation_cache"

COUNTED = """
ALTER TABLE cooperation_accountevent DROP CONSTRAINT cooperation_accountevent_check;
ALTER TABLE cooperation_accountevent ADD CONSTRAINT cooperation_accountevent_hour
CHECK ((hour IS NOT NULL) = (action IN ('sign-in-failed', 'throttled', 'refused')));
DROP INDEX cooperation_accountevent_failures;
CREATE UNIQUE INDEX cooperation_accountevent_hourly ON cooperation_accountevent (account_id, action, hour, details)
WHERE hour IS NOT NULL;
"""
COUNTED_BEFORE = """
ALTER TABLE cooperation_accountevent DROP CONSTRAINT cooperation_accountevent_hour;
ALTER TABLE cooperation_accountevent ADD CONSTRAINT cooperation_accountevent_check
CHECK ((hour IS NOT NULL) = (action = 'sign-in-failed'));
DROP INDEX cooperation_accountevent_hourly;
CREATE UNIQUE INDEX cooperation_accountevent_failures ON cooperation_accountevent (account_id, hour)
WHERE hour IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0015_job_run")]

    operations = [
        migrations.RunSQL(TABLES, REMOVE_TABLES),
        migrations.RunSQL(COUNTED, COUNTED_BEFORE),
    ]
