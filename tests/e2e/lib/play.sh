# play NAME [OPTION]...: a data set is played through the programs to its end, from an empty folder: every count as the
# generator promised, and nothing left in the folder where it was started. For the stories in tests/e2e.
set -u
bin=$(cd "${HOCBA_BIN:?the folder of hocba, hocbad and hocba-district}" && pwd)
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here" && cd "$work/here" || exit 1
play() {
  if ! "$bin/hocba-district" "$1" "$work/$1" --bin "$bin" "${@:2}" >"$work/out" 2>"$work/err"; then
    cat "$work/out" "$work/err"
    exit 1
  fi
  grep -q 'Every count is as expected' "$work/out" || { echo "FAILED: no closing line in:"; cat "$work/out"; exit 1; }
  [ -z "$(ls -A .)" ] || { echo "FAILED: the play left files where it was started:"; ls -A; exit 1; }
}
