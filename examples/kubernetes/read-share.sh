#!/bin/sh
# Reads the share of the streams that this job of an indexed Kubernetes Job has: the names in $SHARES/<index>, with an equal
# part of the budget of calls. Keeps the records of each run, and the state of the last one, in $DATA/<index>.
set -eu
index=${JOB_COMPLETION_INDEX:?is set by Kubernetes in an indexed Job}
shares=${SHARES:-/etc/tap-fluxx/shares}
data=${DATA:-/data}/$index
tap=${AIRBYTE_ENTRYPOINT:?is set in the image}

count=$(ls "$shares" | wc -l)
if [ ! -e "$shares/$index" ]; then
  echo "There is no share $index: make \`completions\` as many as there are shares ($count)." >&2
  exit 2
fi
TAP_FLUXX_STREAMS=$(cat "$shares/$index")
TAP_FLUXX_REQUESTS_PER_MINUTE=$((${CALLS_PER_MINUTE:?is the budget of all jobs together} / count))
export TAP_FLUXX_STREAMS TAP_FLUXX_REQUESTS_PER_MINUTE
case $TAP_FLUXX_STREAMS in
  *[![:space:]]*) ;;
  *) echo "The share $index names no stream: it would read all of them." >&2; exit 2 ;;
esac
mkdir -p "$data"

# A job that was started by hand, or whose node is slow to let go, must not run beside another of the same share: they would
# write one state, and take twice the calls. The lock goes with the process that holds it.
exec 9> "$data/lock"
if ! flock -n 9; then
  echo "The share $index is being read by another job: nothing is done." >&2
  exit 0
fi

# What a run has written becomes a file for the loader: whole lines, and then the last state that vouches for them.
keep() {
  if [ -n "$(tail -c 1 "$1")" ]; then sed -i '$d' "$1"; fi # it was killed in the midst of a line
  if [ ! -s "$1" ]; then rm "$1"; return; fi # it failed before it had anything to say
  grep '^{"type":"STATE"' "$1" | tail -n 1 > "$data/state.new" || true
  mv "$1" "${1%.part}.jsonl"
  if [ -s "$data/state.new" ]; then mv "$data/state.new" "$data/state.json"; else rm -f "$data/state.new"; fi
}

# A run that was killed has left its records and states: it is gone on from.
for left in "$data"/*.part; do
  if [ -e "$left" ]; then keep "$left"; fi
done

run=$data/$(date -u +%Y%m%dT%H%M%SZ)-$$.part
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
keep "$run"
exit "$status"
