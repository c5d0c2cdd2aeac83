#!/bin/sh
# Reads the share of the streams that this job of an indexed Kubernetes Job has: the names in $SHARES/<index>, with an equal
# part of the budget of calls. Keeps the records of each run, and the state of the last one, in $DATA/<index>.
set -eu
index=${JOB_COMPLETION_INDEX:?is set by Kubernetes in an indexed Job}
shares=${SHARES:-/etc/tap-fluxx/shares}
data=${DATA:-/data}/$index
tap=${AIRBYTE_ENTRYPOINT:?is set in the image}

count=$(ls "$shares" | wc -l)
TAP_FLUXX_STREAMS=$(cat "$shares/$index")
TAP_FLUXX_REQUESTS_PER_MINUTE=$((${CALLS_PER_MINUTE:?is the budget of all jobs together} / count))
export TAP_FLUXX_STREAMS TAP_FLUXX_REQUESTS_PER_MINUTE
mkdir -p "$data"

# A run that is killed leaves its records and the last state that vouches for them, and is gone on from.
run=$data/$(date -u +%Y%m%dT%H%M%SZ)-$$.jsonl
set -- --config ENV
if [ -s "$data/state.json" ]; then set -- "$@" --state "$data/state.json"; fi
# shellcheck disable=SC2086 # the entry point is a command with its arguments
$tap "$@" > "$run" &
child=$!
# A shell that is the first process of a container passes nothing on by itself; told to stop, the tap writes its state.
trap 'kill -s TERM "$child" 2>/dev/null || true' TERM INT
status=0
wait "$child" || status=$?
if kill -0 "$child" 2>/dev/null; then wait "$child" || status=$?; fi # the first wait ended with the signal

if grep '^{"type":"STATE"' "$run" | tail -n 1 > "$data/state.new" && [ -s "$data/state.new" ]; then
  mv "$data/state.new" "$data/state.json"
fi
rm -f "$data/state.new"
exit "$status"
