-- Creates the role of standbys and of pg_rewind (docs/machines.md). The administrator of the primary runs it once; it may
-- be run again.
\set ON_ERROR_STOP on
SELECT 'CREATE ROLE registry_replication LOGIN REPLICATION'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'registry_replication') \gexec
-- What pg_rewind needs.
GRANT EXECUTE ON FUNCTION pg_ls_dir(text, boolean, boolean), pg_stat_file(text, boolean), pg_read_binary_file(text),
    pg_read_binary_file(text, bigint, bigint, boolean) TO registry_replication;
-- So that doctor and the metrics can report the lag of each standby.
GRANT pg_read_all_stats TO registry_owner;
