-- Makes a slot for each of the other machines: the primary keeps in it what that machine has not received yet. Run it on a
-- machine when it has become a standby or a primary; it may be run again. `machines` has the names, separated by commas.
\set ON_ERROR_STOP on
-- On a standby nobody receives from a slot, and it would only fill the disk. A slot that is lost is of no use.
SELECT pg_drop_replication_slot(slot_name) AS removed FROM pg_replication_slots
WHERE slot_name = ANY (string_to_array(:'machines', ',')) AND NOT active
    AND (pg_is_in_recovery() OR wal_status = 'lost');
SELECT pg_create_physical_replication_slot(name) AS made FROM unnest(string_to_array(:'machines', ',')) AS name
WHERE name <> current_setting('cluster_name') AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = name);
