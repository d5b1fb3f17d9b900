#!/bin/bash
# Dataset A in its small size is played through the programs to its end: every count as the generator promised.
set -u
bin=$(cd "${HOCBA_BIN:?the folder of hocba, hocbad and hocba-district}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! "$bin/hocba-district" mini "$work/mini" --bin "$bin" >"$work/out" 2>"$work/err"; then
  cat "$work/out" "$work/err"
  exit 1
fi
grep -q 'Every count is as expected' "$work/out" || { echo "FAILED: no closing line in:"; cat "$work/out"; exit 1; }

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
