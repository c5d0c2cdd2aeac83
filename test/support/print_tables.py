"""Prints the rows of tables of a DuckDB database, by id, as JSON: {table: [row]}. Arguments: DATABASE TABLE[,TABLE...]."""

import json
import sys
from datetime import date, datetime
from decimal import Decimal

import duckdb

database, tables = sys.argv[1:]


def plain(value: object, kind: str) -> object:
    """A value as JSON has it: times in UTC, decimals as numbers, documents as what they hold."""
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return json.loads(value) if kind == "JSON" and isinstance(value, str) else value


def rows_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, object]]:
    cursor = connection.execute(f'select * from main."{table}" order by id')
    columns = [(name, str(kind)) for name, kind, *_ in cursor.description]
    return [
        {name: plain(value, kind) for (name, kind), value in zip(columns, row)}
        for row in cursor.fetchall()
    ]


with duckdb.connect(database, read_only=True) as connection:
    json.dump({table: rows_of(connection, table) for table in tables.split(",")}, sys.stdout)
