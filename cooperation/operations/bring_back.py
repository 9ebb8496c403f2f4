"""Brings one record back as it is in a backup, with its parts."""

from pathlib import Path

from django.db import IntegrityError, connection, transaction
from psycopg import sql

from .. import history
from ..database.tables import OUTCOME_LINKS, OWNERS, SUCCESSORS, table_of
from ..history.differences import tables
from ..history.restore import depth
from . import postgres, scratch
from .failures import Failed

LINKS = [f"outcome_{link}" for link in OUTCOME_LINKS]
RECORD = "SELECT id FROM {} WHERE {}::text = %s"
PARTS = "SELECT coalesce(array_agg(id), '{{}}') FROM {} WHERE {} = ANY (%s)"
ROWS = "SELECT count(*), jsonb_agg(to_jsonb(r))::text FROM {} r WHERE id = ANY (%s)"
WRITE = """
INSERT INTO {} ({}) SELECT {} FROM jsonb_populate_recordset(NULL::{}, %s)
ON CONFLICT {}
"""
UPDATE = "(id) DO UPDATE SET ({}) = ROW ({})"


def bring_back(dump: Path, kind: str, address: str, say=print) -> int:
    """Write the rows of one record, and of its parts, as they are in the backup. Return the number of rows.

    `address` is its slug, or its id. Rows that were added since stay. Raises Failed if the backup does not have it, or
    if it refers to something that is no longer there.
    """
    model = history.kinds().get(kind)
    if model is None:
        raise Failed(f"There is no kind {kind}. Choose one of {', '.join(sorted(history.kinds()))}.")
    with scratch.database("bring_back") as database:
        say(f"Restoring {dump} into the database {database['dbname']}")
        scratch.run(database, "restore", str(dump.absolute()))
        with postgres.connected(database) as own:
            found = _read(own, model, address)
    return _write(found, f"backup {dump.name}")


def _read(own, model, address):
    """Return the number of rows, and the rows as JSON, by model: those of a record before its parts."""
    by = sql.Identifier("id" if address.isdecimal() else "slug")
    statement = sql.SQL(RECORD).format(sql.Identifier(model._meta.db_table), by)
    record = own.execute(statement, [address]).fetchone()
    if record is None:
        raise Failed(f"The backup has no {model._meta.verbose_name} {address}.")
    ids = _parts(own, model._meta.model_name, record[0])
    return {
        each: own.execute(sql.SQL(ROWS).format(sql.Identifier(each._meta.db_table)), [ids[each]]).fetchone()
        for each in sorted(ids, key=depth)
        if ids[each]
    }


def _parts(own, kind, record):
    """Return the ids of the record and of its parts and links, by model."""

    def found(table, column, owners):
        [ids] = own.execute(sql.SQL(PARTS).format(sql.Identifier(table), sql.Identifier(column)), [owners]).fetchone()
        return ids

    ids = {table_of(kind): [record]}
    for part, owners in OWNERS.items():
        if kind in owners:
            ids[table_of(part)] = found(table_of(part), f"{kind}_id", [record])
    if outcomes := ids.get(table_of("outcome")):
        ids |= {table: found(table, "outcome_id", outcomes) for table in map(table_of, LINKS)}
    if kind == "country":
        ids[SUCCESSORS] = found(SUCCESSORS, "from_country_id", [record])
    return {tables()[table]: rows for table, rows in ids.items()}


def _write(found, origin):
    """Insert the rows that are missing, and update the others. Return their number."""
    try:
        with transaction.atomic(), history.attributed(origin=origin), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for model, (_number, rows) in found.items():
                table = sql.Identifier(model._meta.db_table)
                fields = [field for field in model._meta.concrete_fields if not field.generated]
                columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
                new = sql.SQL(", ").join(sql.Identifier("excluded", field.column) for field in fields)
                # The same link may exist with another id.
                conflict = "DO NOTHING" if model._meta.auto_created else UPDATE
                then = sql.SQL(conflict).format(columns, new)
                cursor.execute(sql.SQL(WRITE).format(table, columns, columns, table, then), [rows])
            connection.check_constraints()
    except IntegrityError as error:
        said = error.__cause__.diag
        raise Failed(f"The record was not brought back: {said.message_detail or said.message_primary}") from error
    return sum(number for number, _rows in found.values())
