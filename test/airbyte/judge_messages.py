"""Parses every line of stdin with two independent readers of Airbyte's protocol, both made by Airbyte.

The published models (pydantic) must take each line, and the reader of the connector development kit, which turns what it
cannot parse into log messages, must give back as many messages of each type as there are lines of it. Prints what was found
as JSON: {"counts": {type: number}, "faults": [text]}.
"""

import json
import sys
from collections import Counter

from airbyte_cdk.models import Type
from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_protocol.models import AirbyteMessage
from pydantic import ValidationError

lines = sys.stdin.read().splitlines()
counts: Counter[str] = Counter()
faults: list[str] = []

for number, line in enumerate(lines, start=1):
    try:
        counts[AirbyteMessage.model_validate_json(line).type.value] += 1
    except ValidationError as error:
        faults.append(f"line {number}: {error}")

output = EntrypointOutput(messages=lines)
understood = Counter(message.type.value for message in output.get_message_by_types(list(Type)))
if understood != counts:
    faults.append(f"the development kit reads {dict(understood)} where the models read {dict(counts)}")

json.dump({"counts": counts, "faults": faults}, sys.stdout)
