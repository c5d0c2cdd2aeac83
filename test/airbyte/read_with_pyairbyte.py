"""Uses the connector as anybody would who has PyAirbyte: check, discover, read into DuckDB.

Arguments: EXECUTABLE CONFIG DATABASE STREAM[,STREAM...]. Writes the streams that were discovered and how many records this
read brought as JSON: {"available": [name], "processed": number}, to a file named as the database.
"""

import json
import sys
from pathlib import Path

import airbyte as ab

executable, config, database, streams = sys.argv[1:]
source = ab.get_source(
    "source-fluxx",
    local_executable=Path(executable),
    config=json.loads(Path(config).read_text()),
)
source.check()
available = source.get_available_streams()
source.select_streams(streams.split(","))
result = source.read(cache=ab.caches.DuckDBCache(db_path=database))

said = {"available": available, "processed": result.processed_records}
Path(database).with_suffix(".json").write_text(json.dumps(said))
