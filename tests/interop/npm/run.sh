#!/bin/bash
# Foreign verifiers read our documents (see verify.mjs, chain.mjs). Needs `npm ci` here once; offline afterwards.
# $HOCBA_BIN is the folder of the built programs.
set -euo pipefail
cd "$(dirname "$0")"
command -v node >/dev/null || { echo "node is missing: ./dev test installs it" >&2; exit 1; }
[ -d node_modules ] || { echo "node_modules is missing: run 'npm ci' in $PWD, or ./dev test" >&2; exit 1; }
make=${HOCBA_BIN:?the folder of the built programs}/make_documents
[ -x "$make" ] || { echo "$make is missing: build the target make_documents" >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$make" "$folder"
node chain.mjs "$folder"
node verify.mjs "$folder"
