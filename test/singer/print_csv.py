"""Prints the rows of CSV files as JSON, every value as text. Arguments: FILE ..."""

import csv
import json
import sys

csv.field_size_limit(sys.maxsize)
rows: list[dict[str, str]] = []
for path in sys.argv[1:]:
    with open(path, newline="", encoding="utf-8") as file:
        rows.extend(csv.DictReader(file))
json.dump(rows, sys.stdout)
