-- Creates a replication slot on the primary for each other machine: it keeps the WAL that this has not received yet.
-- Run it on a machine when it has become the primary, or a standby again; it may be run again. `machines` has the names of
-- all machines, separated by commas.
\set ON_ERROR_STOP on
-- A slot on a standby is not used, and would only fill the disk. A slot that is lost is of no use.
SELECT pg_drop_replication_slot(slot_name) AS removed FROM pg_replication_slots
WHERE slot_name = ANY (string_to_array(:'machines', ',')) AND NOT active
    AND (pg_is_in_recovery() OR wal_status = 'lost');
SELECT pg_create_physical_replication_slot(name) AS made FROM unnest(string_to_array(:'machines', ',')) AS name
WHERE NOT pg_is_in_recovery() AND name <> current_setting('cluster_name')
    AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = name);
