"""A process for readers leaves a standby that was promoted: the primary is for staff."""

from psycopg_pool import ConnectionPool

from config import pool
from tests import replication

ASK = "SELECT current_setting('cluster_name'), pg_is_in_recovery()"


def asked(connections):
    with connections.connection() as connection:
        return connection.execute(ASK).fetchone()


def test_a_connection_to_a_promoted_standby_is_used_once_more_at_most():
    with replication.machines(standbys=2) as (primary, first, second):
        readers = replication.address(first, second, primary, target="standby")
        staff = replication.address(first, second, primary, target="read-write")
        with (
            ConnectionPool(readers, min_size=1, check=pool.check_standby) as of_readers,
            ConnectionPool(staff, min_size=1, check=pool.check) as of_staff,
        ):
            assert asked(of_readers) == (first.name, True)
            assert asked(of_staff) == (primary.name, False)
            primary.kill()
            first.promote()
            asked(of_readers)  # with its answer, PostgreSQL says that it was promoted
            assert asked(of_readers) == (second.name, True)
            assert asked(of_staff) == (first.name, False)
            assert asked(of_staff) == (first.name, False)
