#!/bin/bash
# liborcus (Debian liborcus-bin), a reader that is not ours, reads the workbooks that we write: cell for cell what our CSV
# has, but for the decimal comma of marks, which are numbers in a workbook.
set -eu
if ! command -v orcus-xlsx >/dev/null || ! command -v python3 >/dev/null; then
  echo "liborcus-bin or python3 is not installed" >&2
  exit 77
fi
hocba=${HOCBA_BIN:?the folder of hocba}/hocba
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for kind in certificate award transcript; do
  "$hocba" issue "$kind" --template >"$work/$kind.csv"
  "$hocba" issue "$kind" --template -o "$work/$kind.xlsx" >/dev/null
  orcus-xlsx -f csv -o "$work/$kind" "$work/$kind.xlsx" || true  # version 0.17 exits with 1 when all went well
  python3 - "$work/$kind.csv" "$work/$kind"/*.csv <<'PYTHON'
import csv, re, sys
ours, theirs = (list(csv.reader(open(name, encoding='utf-8-sig', newline=''))) for name in sys.argv[1:3])
width = len(ours[0])
def same(a, b):
    if re.fullmatch(r'\d+,\d', a) and re.fullmatch(r'[\d.]+', b):
        return abs(float(a.replace(',', '.')) - float(b)) < 1e-9
    return a == b
for row, (a, b) in enumerate(zip(ours, theirs)):
    b += [''] * (width - len(b))
    for column in range(width):
        if not same(a[column], b[column]):
            sys.exit(f'row {row + 1}, column {column + 1}: ours {a[column]!r}, liborcus {b[column]!r}')
if len(ours) != len(theirs):
    sys.exit(f'{len(ours)} rows, liborcus {len(theirs)}')
print(f'{sys.argv[1].rsplit("/", 1)[1]}: {len(ours)} rows of {width} columns alike')
PYTHON
done
