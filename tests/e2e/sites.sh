#!/bin/bash
# Dataset B in its small size (17 sites) is played through the programs to its end: every count as the generator
# promised, and nothing left in the folder where the play was started.
set -u
bin=$(cd "${HOCBA_BIN:?the folder of hocba, hocbad and hocba-district}" && pwd)
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here" && cd "$work/here"
if ! "$bin/hocba-district" sites-mini "$work/sites" --bin "$bin" \
  --programme "$source/docs/programmes/QUANG_NGAI_2023.toml" >"$work/out" 2>"$work/err"; then
  cat "$work/out" "$work/err"
  exit 1
fi
grep -q 'Every count is as expected' "$work/out" || { echo "FAILED: no closing line in:"; cat "$work/out"; exit 1; }
[ -z "$(ls -A .)" ] || { echo "FAILED: the play left files where it was started:"; ls -A; exit 1; }
