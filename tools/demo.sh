#!/bin/bash
# The demo: a sample district on a real node, from founding it to catching a forgery. Run it with `./dev demo`.
# Everything is invented; the network is a TEST network; keys have no passphrase because nothing here is worth one.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
bin=${HOCBA_BIN:-$root/build/release/bin}
D=${1:-$root/build/demo}
port=${HOCBA_DEMO_PORT:-8470}
lang=${HOCBA_DEMO_LANG:-en}

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' dim=$'\033[2m' plain=$'\033[0m'; fi
chapter() { echo; echo "$bold$*$plain"; }
say() { echo "  $*"; }
show() { echo "  $dim\$ hocba $*$plain"; }
H=("$bin/hocba" --context "$D/context.toml" --lang "$lang")
# quiet COMMAND…: runs it, shows what it said only if it failed.
quiet() {
  "${H[@]}" "$@" >"$D/last.out" 2>&1 || { echo "hocba $* failed:"; cat "$D/last.out"; exit 1; }
}

# told COMMAND…: runs it and shows what it said, indented; a failure ends the demo.
told() {
  "${H[@]}" "$@" >"$D/last.out" 2>&1 || { echo "hocba $* failed:"; cat "$D/last.out"; exit 1; }
  sed 's/^/  /' "$D/last.out"
}

if [ -e "$D" ]; then
  [ -e "$D/context.toml" ] || { echo "demo: $D exists and is not a demo's folder" >&2; exit 2; }
  [ ! -e "$D/node.pid" ] || kill "$(cat "$D/node.pid")" 2>/dev/null || true
  rm -rf "$D"
fi
mkdir -p "$D/keys" "$D/sheets" "$D/files"
: >"$D/context.toml"
start=$SECONDS

chapter "1. A network is founded"
quiet network new "$D/net" --origin demo.hocba.example/quan-mau --public-url https://nut-1.example --test --no-passphrase --port "$port"
say "Authority: 2 of 3 founders' keys. One node: final means signed by its operator, and every verdict says so."
"$bin/hocbad" "$D/net/node" >"$D/node.out" 2>"$D/node.log" &
echo $! >"$D/node.pid"
trap 'kill $(cat "$D/node.pid") 2>/dev/null && wait $(cat "$D/node.pid") 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  grep -q "http" "$D/node.out" 2>/dev/null && break
  kill -0 "$(cat "$D/node.pid")" 2>/dev/null || { echo "the node did not start:"; cat "$D/node.out" "$D/node.log"; exit 1; }
  sleep 0.1
done
say "$(tail -n 1 "$D/node.out")"
url=$(sed -n 's#.*\(https*://[^ ]*\).*#\1#p' "$D/node.out" | tail -n 1)
quiet context set node "$url"
quiet context set policy "$D/net/policy.txt"

chapter "2. Units, keys and rights"
founders=(--key "$D/net/founders/founder-1.key" --key "$D/net/founders/founder-2.key")
key() { quiet key new "$D/keys/$1.key" --no-passphrase --sample; }
# manager CODE KEY PERSON SIGNERS…: the key may govern the unit
manager() { local code=$1 name=$2 person=$3; shift 3; key "$name"
  quiet grant add --for "$code" --role manager --to-key "$D/keys/$name.key" --person "$person" "$@"; }
quiet unit register 99SO --type department --name "Sở GDĐT Mẫu" "${founders[@]}"
manager 99SO so "Trần Văn Giám" "${founders[@]}"
so=(--key "$D/keys/so.key" --unit 99SO)
quiet unit register 99XA01 --type commune_office --parent 99SO --name "Phòng VH-XH Phường Mẫu" "${so[@]}"
quiet unit register 99DHM --type training_provider --parent 99SO --name "Trường Đại học Mẫu" --serial-secret "$D/keys/dhm.secret" "${so[@]}"
manager 99XA01 xa "Lê Thị Phòng" "${so[@]}"
manager 99DHM dhm "Phan Minh Đại" "${so[@]}"
xa=(--key "$D/keys/xa.key" --unit 99XA01)
quiet unit register 99THCS01 --type lower_secondary --parent 99XA01 --name "Trường THCS Mẫu 1" --serial-secret "$D/keys/thcs.secret" "${xa[@]}"
quiet unit register 99TH01 --type primary --parent 99XA01 --name "Trường Tiểu học Mẫu 1" "${xa[@]}"
manager 99THCS01 thcs "Võ Thanh Quản" "${xa[@]}"
thcs=(--key "$D/keys/thcs.key" --unit 99THCS01)
dhm=(--key "$D/keys/dhm.key" --unit 99DHM)
# grant CODE ROLE KEY PERSON SIGNERS…
grant() { local code=$1 role=$2 name=$3 person=$4; shift 4; key "$name"
  quiet grant add --for "$code" --role "$role" --to-key "$D/keys/$name.key" --person "$person" "$@"; }
grant 99THCS01 homeroom gvcn "Ngô Thị Chủ Nhiệm" --class 6A1 "${thcs[@]}"
grant 99THCS01 principal hieu-truong "Đỗ Văn Trưởng" "${thcs[@]}"
grant 99THCS01 seal van-thu "Bùi Thị Thư" "${thcs[@]}"
grant 99DHM principal hieu-truong-dhm "Hồ Quốc Trưởng" "${dhm[@]}"
grant 99DHM seal van-thu-dhm "Dương Thị Ấn" "${dhm[@]}"
quiet policy set --type transcript --period 2024-2025 --record-roles seal --proposers seal --approvers principal \
  --document-roles homeroom:1,principal:1,seal:1 "${founders[@]}"
quiet policy set --type certificate --period 2025 --record-roles seal --proposers seal --approvers principal \
  --document-roles principal:1,seal:1 "${founders[@]}"
"${H[@]}" unit list | sed 's/^/  /'

chapter "3. A class of 40 transcripts and 100 certificates, from CSV files"
cp "$root"/docs/samples/*.csv "$D/sheets/"
show "issue certificate chung-chi-loi.csv --dry-run --offline      (a sheet as real offices send them)"
"${H[@]}" issue certificate "$D/sheets/chung-chi-loi.csv" --dry-run --offline --period 2025 "${dhm[@]}" 2>&1 | sed 's/^/  /' | head -n 40 || true
show "issue transcript hoc-ba-6A1.csv --sign homeroom=… --sign principal=… --sign seal=…"
"${H[@]}" issue transcript "$D/sheets/hoc-ba-6A1.csv" --period 2024-2025 --unit 99THCS01 --serial-secret "$D/keys/thcs.secret" \
  --sign homeroom="$D/keys/gvcn.key" --sign principal="$D/keys/hieu-truong.key" --sign seal="$D/keys/van-thu.key" \
  --key "$D/keys/van-thu.key" | sed 's/^/  /'
show "issue certificate chung-chi-cds.csv --sign principal=… --sign seal=…"
"${H[@]}" issue certificate "$D/sheets/chung-chi-cds.csv" --period 2025 --unit 99DHM --serial-secret "$D/keys/dhm.secret" \
  --sign principal="$D/keys/hieu-truong-dhm.key" --sign seal="$D/keys/van-thu-dhm.key" \
  --key "$D/keys/van-thu-dhm.key" | sed 's/^/  /'
# id SHEET ROW: the credential's id of a row of a result file
id() { sed -n "$(($2 + 1))p" "$D/sheets/$1.ketqua.csv" | tr -d '\r' | cut -d, -f4; }

chapter "4. One certificate is revoked, one transcript corrected and superseded"
revoked=$(id chung-chi-cds.csv 7)
show "revoke $revoked --reason KHONG_DU_DIEU_KIEN --basis … --key (proposes) --key (approves)"
told revoke "$revoked" --yes --reason KHONG_DU_DIEU_KIEN --basis "Quyết định 201/QĐ-ĐHM ngày 20/06/2025" --unit 99DHM \
  --key "$D/keys/van-thu-dhm.key" --key "$D/keys/hieu-truong-dhm.key"
old=$(id hoc-ba-6A1.csv 1)
"$bin/hocba-sample" --out "$D/sheets" --correction-of "$old" >"$D/last.out"
show "issue transcript dieu-chinh.csv        (one mark of the first pupil put right, signed again by all)"
told issue transcript "$D/sheets/dieu-chinh.csv" --period 2024-2025 --unit 99THCS01 --serial-secret "$D/keys/thcs.secret" \
  --sign homeroom="$D/keys/gvcn.key" --sign principal="$D/keys/hieu-truong.key" --sign seal="$D/keys/van-thu.key" \
  --key "$D/keys/van-thu.key"
new=$(id dieu-chinh.csv 1)
show "supersede $old --by $new"
told supersede "$old" --by "$new" --yes --reason NHAP_SAI --basis "Phiếu điều chỉnh 03/2025" --unit 99THCS01 \
  --key "$D/keys/van-thu.key" --key "$D/keys/hieu-truong.key"

chapter "5. Holders' files, verified offline: no node is asked"
# fetched NAME ID KEY
fetched() { quiet fetch "$2" -o "$D/files/$1.json" --key "$D/keys/$3.key"; }
fetched good "$(id hoc-ba-6A1.csv 2)" van-thu
fetched superseded "$old" van-thu
fetched revoked "$revoked" van-thu-dhm
# expect EXIT FILE head|failed: verifies offline, shows what stands above the checks, and with `failed` those checks that
# contradict the file, with what to do; another verdict stops the demo
expect() {
  show "verify $2 --offline"
  local code=0
  "${H[@]}" verify "$D/files/$2" --offline >"$D/last.out" 2>&1 || code=$?
  sed '/^$/,$d; s/^/  /' "$D/last.out"
  # Alternatives, not a set of characters: mawk reads bytes.
  [ "$3" = head ] || awk '/^(✓|✗|[?]|–) /{on = /^✗/} on {print "  " $0}' "$D/last.out"
  [ "$code" = "$1" ] || { cat "$D/last.out"; echo "expected exit status $1, got $code"; exit 1; }
}
expect 0 good.json head
expect 3 superseded.json head
expect 3 revoked.json head

chapter "6. A file with one changed mark is caught"
sed 's/"term2":\([0-9]*\)\([0-9]\),/"term2":\1X\2,/; s/X[0-9],/9,/' "$D/files/good.json" >"$D/files/forged.json"
cmp -s "$D/files/good.json" "$D/files/forged.json" && { echo "the demo changed nothing"; exit 1; }
# mark FILE: the first mark of a second term, as `explain` would show it
mark() { sed 's/.*"name":"\([^"]*\)"[^}]*"term2":\([0-9]*\)\([0-9]\),.*/\1, II \2,\3/' <(grep -o '{[^{}]*"term2":[0-9]*[^{}]*}' "$D/files/$1.json" | head -n 1); }
say "good.json:   $(mark good)"
say "forged.json: $(mark forged)"
expect 4 forged.json failed

chapter "7. The ledger is audited from genesis, by its static files alone"
show "audit $url"
told audit "$url" --policy "$D/net/policy.txt"
say "Done in $((SECONDS - start)) s."

chapter "Go on with"
cat <<END
  The node stops when this script ends. Start it again with
    $bin/hocbad $D/net/node
  and, in another terminal,
    alias hocba='$bin/hocba --context $D/context.toml'
    hocba status
    hocba lookup --serial CDS-CB-0007 --register DHM/CDS-CB/2025/00007
    hocba search --class 6A1 --key $D/keys/van-thu.key --unit 99THCS01
    hocba explain $D/files/good.json
    hocba verify $D/files/good.json
    hocba --lang vi verify $D/files/revoked.json
    hocba log export $D/export && hocba audit $D/export --policy $D/net/policy.txt
  A secretary's day on this network: docs/GETTING_STARTED.en.md, section 8 (.vi.md: mục 8).
END
