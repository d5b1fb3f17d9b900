#!/bin/bash
# The demo runs to its end, on a free port, in both languages, under a locale that knows only bytes; it shows what it is
# there to show.
set -u
bin=$(cd "${HOCBA_BIN:?the folder of hocba, hocbad and hocba-sample}" && pwd)
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

# The guides' day on the sample network works as printed: each line, on the network that the demo left.
export XDG_CONFIG_HOME=$work/config
node=
trap '[ -z "$node" ] || { kill "$node" 2>/dev/null; wait "$node" 2>/dev/null; }; rm -rf "$work"' EXIT
failed() { echo "FAILED: $1"; cat "$2"; exit 1; }
guide() {
  local D=$work/$1 id='' expected=0 code url lines=0
  hocba() { "$bin/hocba" --context "$D/context.toml" "$@"; }
  "$bin/hocbad" "$D/net/node" >"$D/again.out" 2>&1 &
  node=$!
  for _ in $(seq 600); do
    grep -q 'http' "$D/again.out" && break
    kill -0 "$node" 2>/dev/null || failed "the node of the demo does not start again" "$D/again.out"
    sleep 0.1
  done
  url=$(sed -n 's#.*\(https*://[^ ]*\).*#\1#p' "$D/again.out" | tail -n 1)
  cd "$D" || exit 1
  hocba context set node "$url" >/dev/null || exit 1 # the demo's port here is any free one
  while IFS= read -r line; do
    case $line in *' MÃ '* | *' ID '*) line=${line/ MÃ / $id } line=${line/ ID / $id } ;; esac
    code=0
    eval "$line" >"$D/line.out" 2>&1 || code=$?
    [ "$code" = "$expected" ] || failed "$line: exit status $code, not $expected" "$D/line.out"
    lines=$((lines + 1)) expected=0
    [ -n "$id" ] || id=$(sed -n 2p ./*.csv.ketqua.csv 2>/dev/null | tr -d '\r' | cut -d, -f4)
    case $line in *'record submit'*) expected=3 ;; esac # then the document is revoked
  done < <(sed -n '/^## 8\./,$p' "$root/docs/GETTING_STARTED.$1.md" | grep '^hocba ')
  [ "$lines" -ge 15 ] || failed "the guide shows only $lines lines" "$D/line.out"
  kill "$node"
  wait "$node"
  node=
}
guide en
guide vi
