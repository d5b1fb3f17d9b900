#!/bin/bash
# Dataset A in its small size.
. "$(dirname "$0")/lib/play.sh"
play mini

# Killed, it leaves no node behind.
"$bin/hocba-district" mini "$work/killed" --bin "$bin" >"$work/out" 2>"$work/err" &
play=$!
node=
for _ in $(seq 600); do
  for child in $(cat "/proc/$play/task/$play/children" 2>/dev/null); do
    [ "$(cat "/proc/$child/comm" 2>/dev/null)" = hocbad ] && node=$child
  done
  [ -n "$node" ] && break
  sleep 0.1
done
[ -n "$node" ] || { echo "FAILED: no node was started"; exit 1; }
kill -9 "$play"
wait "$play" 2>/dev/null
# Ended, whether somebody has asked how or not.
runs() { [ -e "/proc/$1/stat" ] && ! grep -q ') Z ' "/proc/$1/stat"; }
for _ in $(seq 300); do
  runs "$node" || exit 0
  sleep 0.1
done
kill -9 "$node"
echo "FAILED: the node outlived the play"
exit 1
