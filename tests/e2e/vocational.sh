#!/bin/bash
# Dataset C is played through the programs to its end: every count as the generator promised.
set -u
bin=$(cd "${HOCBA_BIN:?the folder of hocba, hocbad and hocba-district}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! "$bin/hocba-district" nghe "$work/nghe" --bin "$bin" >"$work/out" 2>"$work/err"; then
  cat "$work/out" "$work/err"
  exit 1
fi
grep -q 'Every count is as expected' "$work/out" || { echo "FAILED: no closing line in:"; cat "$work/out"; exit 1; }
