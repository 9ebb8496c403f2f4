"""The role that owns the tables needs no other rights to install functions, also in a session that used none before."""

import contextlib

import pytest
from django.db import ProgrammingError, connection, transaction

from cooperation.database import installation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_owner")]

# The transaction is rolled back, and the role with it.
PLAIN_OWNER = """
CREATE ROLE plain_owner;
GRANT ALL ON SCHEMA public TO plain_owner;
DO $$ DECLARE
    owned text;
BEGIN
    FOR owned IN
        SELECT format('TABLE %s', oid::regclass) FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
        UNION ALL SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
        WHERE starts_with(proname, 'registry_') AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER %s OWNER TO plain_owner', owned);
    END LOOP;
END $$;
SET LOCAL ROLE plain_owner;
"""
WITH_A_SETTING = "CREATE FUNCTION own() RETURNS int LANGUAGE sql SET pg_trgm.similarity_threshold = 0.2 AS 'SELECT 1'"


class RolledBackError(Exception):
    pass


def test_it_installs_functions_with_settings_of_a_library_that_is_not_loaded_yet():
    connection.close()
    with contextlib.suppress(RolledBackError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN_OWNER)
        with pytest.raises(ProgrammingError, match="permission denied to set parameter"), transaction.atomic():
            cursor.execute(WITH_A_SETTING)
        installation.install()
        assert list(installation.differences()) == []
        raise RolledBackError
