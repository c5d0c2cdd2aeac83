#!/bin/bash
# Reads an instance into a target and keeps the state, so that the next run reads what changed since. Made for cron: two runs
# never go on at the same time, and the exit code is the one of whatever failed.
#
#   FOLDER=fluxx ./sync.sh target-jsonl --config target.json
#
# FOLDER holds config.json, which you write, and catalog.json and state.json, which this does.
set -euo pipefail
read -r -a tap <<< "${TAP:-tap-fluxx}"
fail() {
  echo "$2" >&2
  exit "$1"
}
[ $# -gt 0 ] || fail 2 'Name the command of a target: sync.sh target-jsonl --config target.json'
[ "${BASH_VERSINFO[0]}" -ge 5 ] || fail 1 "sync.sh needs bash 5; this is $BASH_VERSION."
command -v flock > /dev/null || fail 1 'sync.sh needs flock, of util-linux.'
cd "${FOLDER:-.}"
exec 9> .lock
flock -n 9 || fail 75 'Another run is going on: nothing is done.'

# Whoever stops this script means the run. The tap is told, and ends; behind it the target ends, and says the last state.
tap_pid=
stopped=
stop() {
  stopped=yes
  [ -z "$tap_pid" ] || kill -TERM "$tap_pid" 2> /dev/null || :
}
trap stop TERM INT HUP

# A signal ends a `wait` before the process has ended.
await() {
  local code=0
  wait "$1" || code=$?
  while kill -0 "$1" 2> /dev/null; do
    code=0
    wait "$1" || code=$?
  done
  return $code
}

# Made once, so that you may change what is selected. Remove it to see what the instance has now.
if [ ! -s catalog.json ]; then
  "${tap[@]}" --config config.json --discover > catalog.new &
  tap_pid=$!
  await "$tap_pid"
  mv catalog.new catalog.json
fi
[ -z "$stopped" ] || exit 143

arguments=(--config config.json --catalog catalog.json)
if [ -s state.json ]; then arguments+=(--state state.json); fi
exec 3> >(trap '' INT; exec "$@" > states.jsonl)
target_pid=$!
"${tap[@]}" "${arguments[@]}" >&3 3>&- &
tap_pid=$!
exec 3>&-
[ -z "$stopped" ] || stop
status=0
await "$tap_pid" || status=$?
await "$target_pid" || status=$?

# The last state counts, also of a run that failed: it vouches for what the target has written. What is no state must not cost
# the one that is there: targets print other things as well, and may die while they print. A line without an end is not read.
state=
while IFS= read -r line; do
  case ${line%$'\r'} in *'{'*'"bookmarks"'*'{'*'{'*'}') state=$line ;; esac
done < states.jsonl
if [ -n "$state" ]; then
  printf '%s\n' "$state" > state.new
  if [ -e state.json ]; then ln -f state.json state.before.json; fi
  mv state.new state.json
elif [ $status -eq 0 ]; then
  fail 1 'The target handed back no state: state.json is what it was.'
fi
exit $status
