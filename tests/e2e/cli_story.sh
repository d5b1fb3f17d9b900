#!/bin/bash
# The whole story with the two programs and a real node: found a network, register units, grant keys, set policies,
# issue from sheets, look up, fetch, verify, revoke, supersede, audit, export, audit the export, be interrupted.
# Each step's exit code is checked; the node runs on a free port. Usage: HOCBA_BIN=build/dev/bin cli_story.sh
set -u
bin=${HOCBA_BIN:?the folder of hocba and hocbad}
work=$(mktemp -d)
node_pid=
finish() {
  [ -n "$node_pid" ] && kill "$node_pid" 2>/dev/null && wait "$node_pid" 2>/dev/null
  if [ -z "${KEEP:-}" ]; then rm -rf "$work"; else echo "kept: $work"; fi
}
trap finish EXIT
export XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8
cd "$work" || exit 1

step=0
expect() {  # expect CODE command…: runs it, and stops the story where the exit code is another
  local want=$1; shift
  step=$((step + 1))
  "$@" >"out.$step" 2>"err.$step"
  local got=$?
  last_out=$work/out.$step
  if [ $got -ne "$want" ]; then
    echo "FAILED ($got, expected $want): $*"; cat "out.$step" "err.$step"; exit 1
  fi
  [ -n "${VERBOSE:-}" ] && { echo "== $*"; cat "out.$step" "err.$step"; }
  return 0
}
contains() { grep -q -- "$1" "$last_out" || { echo "FAILED: no '$1' in:"; cat "$last_out"; exit 1; }; }
hocba() { "$bin/hocba" "$@"; }
start_node() {
  : >node.log
  "$bin/hocbad" net/node >node.log 2>&1 &
  node_pid=$!
  # Waits for the line that tells the port; ends at once if the node does.
  while ! grep -q 'listening on' node.log; do
    kill -0 "$node_pid" 2>/dev/null || { echo "FAILED: hocbad ended"; cat node.log; exit 1; }
    sleep 0.05
  done
  url=$(sed -n 's/.*listening on \(http[^ ]*\).*/\1/p' node.log | head -1)
  expect 0 hocba context set node "$url"
}

# --- a network ------------------------------------------------------------------------------------------------------
expect 2 hocba network new net --origin 'a b' --test --no-passphrase
expect 2 hocba network new net --origin test.example/hocba --public-url nut-1.example --test --no-passphrase
expect 2 hocba network new net --origin test.example/hocba --test --no-passphrase --clock-start 2024-01-01T00:00:00Z  # without a simulated clock
expect 0 hocba network new net --origin test.example/hocba --public-url https://nut-1.example --test --no-passphrase --port 0
expect 0 hocba context set policy "$work/net/policy.txt"
start_node
expect 0 hocba network show
expect 0 hocba status
founders="--key net/founders/founder-1.key --key net/founders/founder-2.key"
for name in so truong vanthu hieutruong dau chunhiem giaovien; do expect 0 hocba key new $name.key --no-passphrase; done

expect 0 hocba unit register 79SGD --type department --name "Sở Giáo dục mẫu" $founders
expect 0 hocba grant add --for 79SGD --role manager --to-key so.key --person "Lê Văn Mẫu" $founders
expect 0 hocba unit register 79TH0001 --type lower_secondary --parent 79SGD --name "Trường THCS Mẫu 1" --key so.key
expect 0 hocba grant add --for 79TH0001 --role manager --to-key truong.key --person "Phạm Thị Mẫu" --key so.key
expect 0 hocba context set unit 79TH0001
for pair in vanthu:registrar hieutruong:principal dau:seal chunhiem:homeroom giaovien:teacher; do
  expect 0 hocba grant add --for 79TH0001 --role ${pair#*:} --to-key ${pair%:*}.key --person "Người giữ ${pair%:*}" --key truong.key
done
expect 0 hocba grant list --for 79TH0001
contains principal
expect 0 hocba grant review --all --days 365
expect 0 hocba unit list
contains "Trường THCS Mẫu 1"
for policy in "certificate 2025" "transcript 2024-2025" "award 2025"; do
  set -- $policy
  roles=principal,seal
  [ "$1" = transcript ] && roles=teacher,homeroom,principal,seal
  expect 0 hocba policy set --type "$1" --period "$2" --record-roles principal,seal --proposers registrar --approvers principal --document-roles $roles $founders
done
expect 0 hocba policy show --type transcript --period 2024-2025
contains homeroom

# --- sheets ---------------------------------------------------------------------------------------------------------
expect 0 "$bin/hocba-sample" --out samples --pupils 5 --certificates 70 --awards 3
ls samples >/dev/null
certificates=$(ls samples/*certificate* samples/*chung* 2>/dev/null | head -1)
transcripts=$(ls samples/*transcript* samples/*hoc-ba* 2>/dev/null | head -1)
awards=$(ls samples/*award* samples/*khen* 2>/dev/null | head -1)
signers="--sign principal=hieutruong.key --sign seal=dau.key"
expect 0 hocba issue certificate "$certificates" --dry-run
expect 0 hocba issue certificate "$certificates" $signers --result certificates.result.csv
contains 'Issued 70'
# The same command again issues nothing: each row keeps its id.
cp certificates.result.csv before.csv
expect 0 hocba issue certificate "$certificates" $signers --result certificates.result.csv
cmp before.csv certificates.result.csv || { echo "FAILED: issued twice"; exit 1; }
# Signatories are missing.
expect 6 hocba issue transcript "$transcripts" $signers
expect 0 hocba issue transcript "$transcripts" $signers --sign teacher=giaovien.key --sign homeroom=chunhiem.key --result transcripts.result.csv
contains 'Issued 5'
expect 0 hocba issue award "$awards" $signers --period 2025 --result awards.result.csv

# --- documents ------------------------------------------------------------------------------------------------------
id() { sed -n "$((${2:-1} + 1))p" "$1" | tr -d '\r' | awk -F, '{print $4}'; }
serial() { sed -n "$((${2:-1} + 1))p" "$1" | tr -d '\r' | awk -F, '{print $5}'; }
first=$(id certificates.result.csv 1) second=$(id certificates.result.csv 2) third=$(id certificates.result.csv 3)
pupil=$(id transcripts.result.csv 1)
expect 0 hocba log snapshot --key vanthu.key
expect 0 hocba fetch "$pupil" -o pupil.json --key vanthu.key
expect 0 hocba fetch "$pupil" -o pupil.json --key vanthu.key  # the same document may be fetched anew
cp vanthu.key before.key
expect 2 hocba fetch "$pupil" -o vanthu.key --key vanthu.key
cmp -s vanthu.key before.key || { echo "FAILED: fetch wrote over a key"; exit 1; }
expect 0 hocba verify pupil.json
expect 0 hocba verify pupil.json --offline --lang vi
# Whoever names a node wants its answer: a file alone is none, unless its age was said to do.
expect 5 hocba verify pupil.json --node http://127.0.0.1:1
contains 'UNDECIDED'
expect 0 hocba verify pupil.json --node http://127.0.0.1:1 --max-age 1
expect 0 hocba verify pupil.json --node http://127.0.0.1:1 --offline
expect 0 hocba explain pupil.json
expect 0 hocba fetch "$pupil" -o less.json --groups year-2024-2025 --key vanthu.key
expect 0 hocba verify less.json --offline
expect 0 hocba search --name ng --limit 5 --key vanthu.key
birth=$(awk -F, 'NR==2{print $2}' "$certificates")
expect 0 hocba lookup --serial "$(serial certificates.result.csv 1)" --birth-date "$birth"
contains 'in force'
expect 6 hocba lookup --serial "$(serial certificates.result.csv 1)" --birth-date 01/01/1901
# One mark changed.
sed 's/"year":\([0-9]*\)/"year":1\1/' pupil.json >forged.json
expect 4 hocba verify forged.json --offline
expect 4 hocba verify pupil.json forged.json

# --- changes --------------------------------------------------------------------------------------------------------
expect 0 hocba fetch "$first" -o first.json --key vanthu.key
# Who read it: its holder asks without a key.
expect 0 hocba access-log first.json
contains 'Nobody but the issuer'
expect 0 hocba fetch "$first" -o seen.json --purpose "Thanh tra 12" --key so.key
expect 0 hocba access-log first.json
contains 'Thanh tra 12'
# Without a terminal to ask on, what can't be taken back wants --yes.
expect 2 hocba revoke "$first" --reason error --basis "QĐ 1" --key vanthu.key
grep -q 'cli.need_yes' "err.$step" || { echo "FAILED: revoked unasked"; exit 1; }
expect 6 hocba revoke "$first" --yes --reason error --basis "QĐ 1" --key vanthu.key
grep -q -e '--out FILE' "err.$step" || { echo "FAILED: no way out for one alone"; exit 1; }
expect 0 hocba revoke "$first" --reason error --basis "QĐ 1" --key vanthu.key --out revoke.json
expect 0 hocba record show revoke.json --key hieutruong.key
contains 'QĐ 1'
expect 0 hocba record sign revoke.json --key hieutruong.key
expect 0 hocba record submit revoke.json --key hieutruong.key
expect 3 hocba verify first.json
expect 3 hocba lookup --serial "$(serial certificates.result.csv 1)" --birth-date "$birth"
contains 'not in force'
# Revoked already: said before anybody is asked.
expect 6 hocba revoke "$first" --reason error --basis "QĐ 1" --key vanthu.key --key hieutruong.key
grep -q 'chain.standing_final' "err.$step" || { echo "FAILED: asked about a revoked document"; exit 1; }
expect 6 hocba supersede "$second" --by "$third" --reason NHAP_SAI --basis "QĐ 2" --key vanthu.key --key hieutruong.key
grep -q 'cli.other_holder' "err.$step" || { echo "FAILED: superseded by another person's"; exit 1; }
expect 0 hocba supersede "$second" --by "$third" --yes --reason NHAP_SAI --basis "QĐ 2" --key vanthu.key --key hieutruong.key --other-holder
expect 0 hocba suspend "$third" --reason inquiry --basis "QĐ 3" --key vanthu.key --key hieutruong.key
expect 0 hocba reinstate "$third" --reason cleared --basis "QĐ 4" --key vanthu.key --key hieutruong.key
printf 'id,reason,basis\n%s,error,QĐ 5\n%s,error,QĐ 6\n' "$(id certificates.result.csv 4)" "$(id certificates.result.csv 5)" >bulk.csv
expect 2 hocba revoke --from bulk.csv --key vanthu.key --key hieutruong.key
expect 0 hocba revoke --from bulk.csv --dry-run --key vanthu.key --key hieutruong.key
contains '2 documents would be changed'
expect 0 hocba revoke --from bulk.csv --yes --key vanthu.key --key hieutruong.key
expect 2 hocba erase "$pupil" --group family --basis "Đơn" --key vanthu.key --key hieutruong.key
expect 6 hocba erase "$pupil" --group work --yes --basis "Đơn" --key vanthu.key --key hieutruong.key
grep -q 'credential.group_unknown' "err.$step" || { echo "FAILED: a part that is not there was erased"; exit 1; }
expect 0 hocba erase "$pupil" --group family --yes --basis "Đơn ngày 01/06/2025" --key vanthu.key --key hieutruong.key
# The answer came once the node had destroyed it: what is fetched next shows the erasure.
expect 0 hocba fetch "$pupil" -o erased.json --key vanthu.key
grep -q 'https://nut-1.example/v1/status-lists/' erased.json || { echo "FAILED: not the public address"; exit 1; }
grep -q '"erased":{' erased.json || { echo "FAILED: erased.json shows no erasure"; exit 1; }
expect 0 hocba register show --type certificate --year 2025
expect 0 hocba register reserve --type certificate --count 2 --key vanthu.key

# The same sheet from another work folder: its serials are used, and nothing is begun.
expect 6 hocba issue certificate "$certificates" $signers --work again --result again.csv
contains 'cli.serial_used'
[ ! -e again ] && [ ! -e again.csv ] || { echo "FAILED: something was begun"; ls again again.csv; exit 1; }
expect 6 hocba issue certificate "$certificates" $signers --work again --result certificates.result.csv
grep -q 'cli.result_of_another_run' "err.$step" || { echo "FAILED: another run's result"; exit 1; }

# --- the log --------------------------------------------------------------------------------------------------------
expect 0 hocba audit
expect 1 hocba audit http://127.0.0.1:1  # nobody there: that says nothing of the ledger
contains 'NOT AUDITED'
expect 0 hocba log checkpoint
expect 0 hocba log proof 3
expect 0 hocba log export ledger
expect 0 hocba audit ledger
contains yes
bundle=$(ls ledger/tile/entries/000* -d | head -1)
[ -d "$bundle" ] && bundle=$(ls "$bundle"/* | head -1)
printf '\x7f' | dd of="$bundle" bs=1 seek=900 conv=notrunc 2>/dev/null
expect 4 hocba audit ledger
expect 0 hocba status
echo "the story holds: $step steps"
