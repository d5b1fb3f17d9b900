#!/bin/bash
# The demo runs to its end, on a free port, in both languages, under a locale that knows only bytes; it shows what it is
# there to show.
set -u
bin=${HOCBA_BIN:?the folder of hocba, hocbad and hocba-sample}
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for lang in en vi; do
  if ! LC_ALL=C HOCBA_BIN=$bin HOCBA_DEMO_PORT=0 HOCBA_DEMO_LANG=$lang "$root/tools/demo.sh" "$work/$lang" >"$work/$lang.out" 2>&1; then
    cat "$work/$lang.out"
    exit 1
  fi
done
contains() { grep -q -- "$2" "$work/$1.out" || { echo "FAILED: no '$2' in:"; cat "$work/$1.out"; exit 1; }; }
contains en '^  ✗ Parts (fail)'
contains en '^      year-2024-2025'
contains en 'The ledger is sound from genesis'
contains en '^  NOT IN FORCE'
contains vi '^  ✗ Các phần (không đạt)'
contains vi '^  KHÔNG XÁC THỰC'
