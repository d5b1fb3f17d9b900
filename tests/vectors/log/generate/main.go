// generate writes the golden vectors of the log: tree.json, tiles.json, checkpoints.json, receipts.json, witness.json and
// policies.json. It shares nothing with the C++ code: trees and proofs come from Go's tlog package, log signatures from its
// note package, cosignatures and files are written down here from the C2SP pages. Run by hand, when a format gains a case:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run ./tests/vectors/log/generate tests/vectors/log
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "hocba.example/vectors"
const entries = 600

type object map[string]interface{}

var b64 = base64.StdEncoding
var url = base64.RawURLEncoding

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// The tree.

var stored []tlog.Hash

func readStored(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, stored[i])
	}
	return out, nil
}

func entry(i int64) string { return fmt.Sprintf("entry %d", i) }

func root(size int64) tlog.Hash {
	if size == 0 {
		return sha256.Sum256(nil)
	}
	h, err := tlog.TreeHash(size, tlog.HashReaderFunc(readStored))
	must(err)
	return h
}

func inclusion(index, size int64) []tlog.Hash {
	p, err := tlog.ProveRecord(size, index, tlog.HashReaderFunc(readStored))
	must(err)
	return p
}

func consistency(from, to int64) []tlog.Hash {
	if from == 0 || from == to {
		return nil
	}
	p, err := tlog.ProveTree(to, from, tlog.HashReaderFunc(readStored))
	must(err)
	return p
}

func texts(hashes []tlog.Hash) []string {
	out := []string{}
	for _, h := range hashes {
		out = append(out, url.EncodeToString(h[:]))
	}
	return out
}

func lines(hashes []tlog.Hash) string {
	var out strings.Builder
	for _, h := range hashes {
		out.WriteString(b64.EncodeToString(h[:]) + "\n")
	}
	return out.String()
}

// Keys and signatures.

func key(words string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(words))
	return ed25519.NewKeyFromSeed(seed[:])
}

func keyID(name string, typed []byte) []byte {
	sum := sha256.Sum256(append([]byte(name+"\n"), typed...))
	return sum[:4]
}

func typed(kind byte, k ed25519.PrivateKey) []byte {
	return append([]byte{kind}, k.Public().(ed25519.PublicKey)...)
}

func vkey(name string, kind byte, k ed25519.PrivateKey) string {
	t := typed(kind, k)
	return fmt.Sprintf("%s+%x+%s", name, keyID(name, t), b64.EncodeToString(t))
}

func logKey(i int) ed25519.PrivateKey  { return key(fmt.Sprintf("vector log key %d", i)) }
func voteKey(i int) ed25519.PrivateKey { return key(fmt.Sprintf("vector vote key %d", i)) }
func voter(i int) string               { return fmt.Sprintf("%s/w%d", origin, i) }

type vote struct {
	validator int
	seconds   int64
}

func cosign(text string, v vote) string {
	k, name := voteKey(v.validator), voter(v.validator)
	sig := ed25519.Sign(k, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", v.seconds, text)))
	blob := binary.BigEndian.AppendUint64(keyID(name, typed(4, k)), uint64(v.seconds))
	return "— " + name + " " + b64.EncodeToString(append(blob, sig...)) + "\n"
}

func text(size int64, h tlog.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, b64.EncodeToString(h[:]))
}

func logSign(text string, i int) string {
	k := logKey(i)
	// note's own form of a private key: name, hash, type and seed.
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%x+%s", origin, keyID(origin, typed(1, k)),
		b64.EncodeToString(append([]byte{1}, k.Seed()...)))
	signer, err := note.NewSigner(skey)
	must(err)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	return string(signed)
}

func checkpoint(size int64, votes ...vote) string {
	t := text(size, root(size))
	out := logSign(t, 1)
	for _, v := range votes {
		out += cosign(t, v)
	}
	return out
}

func policy(n, k int) string {
	out := "# hocba-network " + strings.Repeat("A", 43) + "\n# hocba-test true\n"
	names := ""
	for i := 1; i <= n; i++ {
		out += "log " + vkey(origin, 1, logKey(i)) + "\n"
		names += fmt.Sprintf(" w%d", i)
	}
	for i := 1; i <= n; i++ {
		out += fmt.Sprintf("witness w%d %s\n", i, vkey(voter(i), 4, voteKey(i)))
	}
	return out + fmt.Sprintf("group validators %d%s\nquorum validators\n", k, names)
}

func rfc3339(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02T15:04:05Z") }

// The files.

func treeVectors() object {
	roots, in, con := []object{}, []object{}, []object{}
	for _, size := range []int64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 127, 128, 129, 255, 256, 257, 511, 512, 513, 600} {
		h := root(size)
		roots = append(roots, object{"size": size, "root": url.EncodeToString(h[:])})
		for _, index := range []int64{0, 1, size / 2, size - 2, size - 1} {
			if index >= 0 && index < size {
				in = append(in, object{"index": index, "size": size, "proof": texts(inclusion(index, size))})
			}
		}
		for _, from := range []int64{0, 1, 2, size / 3, size / 2, size - 1, size} {
			if from >= 0 && from <= size {
				con = append(con, object{"from": from, "to": size, "proof": texts(consistency(from, size))})
			}
		}
	}
	return object{"about": "entry i is the text `entry <i>`; hashes in base64url", "roots": roots, "inclusion": in,
		"consistency": con}
}

func tileVectors() object {
	paths := []object{}
	for _, level := range []string{"0", "1", "6", "entries"} {
		for _, p := range []struct {
			n    int64
			path string
		}{{0, "000"}, {7, "007"}, {999, "999"}, {1000, "x001/000"}, {1234067, "x001/x234/067"}} {
			path := "tile/" + level + "/" + p.path
			paths = append(paths, object{"path": path, "level": level, "index": p.n},
				object{"path": path + ".p/112", "level": level, "index": p.n, "width": 112})
		}
	}
	wrong := []string{"tile/0/0", "tile/0/001/000", "tile/0/x000/001", "tile/00/000", "tile/7/000", "tile/0/000.p/0",
		"tile/0/000.p/256", "tile/0/000.p/01", "tile/0/x001", "tile/8/0/000", "tile/0/000/", "/tile/0/000"}
	return object{"paths": paths, "not_paths": wrong,
		"trees": []object{
			{"size": 0, "tiles": []string{}},
			{"size": 1, "tiles": []string{"tile/0/000.p/1", "tile/entries/000.p/1"}},
			{"size": 256, "tiles": []string{"tile/0/000", "tile/1/000.p/1", "tile/entries/000"}},
			{"size": 600, "tiles": []string{"tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
				"tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"}},
		}}
}

func checkpointVectors() object {
	votes := []vote{{1, 1700000000}, {2, 1700000010}, {3, 1700000020}}
	good := checkpoint(600, votes...)
	t := text(600, root(600))
	one := cosign(t, votes[0])
	yes := func(name, cp string, seconds int64) object {
		return object{"name": name, "checkpoint": cp, "size": 600, "time": rfc3339(seconds)}
	}
	no := func(name, cp, code string) object { return object{"name": name, "checkpoint": cp, "code": code} }
	return object{"policy": policy(4, 3), "cases": []object{
		yes("three of four", good, 1700000010),
		yes("four of four", checkpoint(600, append(votes, vote{4, 1700000015})...), 1700000015),
		yes("in another order", checkpoint(600, votes[2], votes[0], votes[1]), 1700000010),
		yes("one validator far in the future", checkpoint(600, votes[0], votes[1], vote{4, 4102444800}), 1700000010),
		yes("a line by an unknown key is ignored", good+cosign(t, vote{9, 1}), 1700000010),
		yes("signed with another validator's log key", logSign(t, 4)+cosign(t, votes[0])+cosign(t, votes[1])+
			cosign(t, votes[2]), 1700000010),
		no("two of four", checkpoint(600, votes[:2]...), "log.no_quorum"),
		no("one key three times", checkpoint(600, vote{1, 5}, vote{1, 6}, vote{1, 7}), "log.no_quorum"),
		no("cosigned, not signed by the log", t+"\n"+one+cosign(t, votes[1])+cosign(t, votes[2]), "log.not_signed"),
		no("a bad signature by a known key", good+
			cosign(text(599, root(599)), vote{4, 7}), "crypto.note_bad_signature"),
		no("another origin", strings.Replace(good, origin+"\n600", "hocba.example/other\n600", 1), "log.unknown_origin"),
		no("an extension line", logSign(t+"extension\n", 1), "log.checkpoint_malformed"),
		no("a size with a leading zero", logSign(strings.Replace(t, "600", "0600", 1), 1), "log.checkpoint_malformed"),
		no("no signature", t, "crypto.note_malformed"),
	}}
}

func receiptVectors() object {
	proofOf := func(index, size int64) string {
		return fmt.Sprintf("index %d\n%s\n%s", index, lines(inclusion(index, size)),
			checkpoint(size, vote{1, 1700000000}, vote{2, 1700000010}, vote{4, 1700000020}))
	}
	const head = "c2sp.org/tlog-proof@v1\n"
	cases := []object{}
	for _, p := range [][2]int64{{0, 1}, {0, 600}, {299, 600}, {599, 600}, {255, 257}} {
		cases = append(cases, object{"name": fmt.Sprintf("entry %d of %d", p[0], p[1]), "entry": entry(p[0]),
			"receipt": head + proofOf(p[0], p[1]), "time": rfc3339(1700000010)})
	}
	good := proofOf(299, 600)
	first := lines(inclusion(299, 600)[:1])
	no := func(name, receipt, e, code string) object {
		return object{"name": name, "receipt": receipt, "entry": e, "code": code}
	}
	return object{"policy": policy(4, 3), "cases": append(cases,
		object{"name": "with extra data", "entry": entry(299), "receipt": head + "extra AAECAw==\n" + good,
			"extra": "AAECAw", "time": rfc3339(1700000010)},
		no("another entry", head+good, entry(298), "log.proof_wrong"),
		no("another index", head+strings.Replace(good, "index 299", "index 298", 1), entry(299), "log.proof_wrong"),
		no("a hash missing", head+strings.Replace(good, first, "", 1), entry(299), "log.proof_malformed"),
		no("an index outside the tree", head+strings.Replace(good, "index 299", "index 600", 1), entry(299), "log.proof_malformed"),
		no("an index with a leading zero", head+strings.Replace(good, "index 299", "index 0299", 1), entry(299),
			"log.receipt_malformed"),
		no("another version", "c2sp.org/tlog-proof@v2\n"+good, entry(299), "log.receipt_malformed"),
		no("extra after index", head+strings.Replace(good, "\n", "\nextra AAAA\n", 1), entry(299), "log.receipt_malformed"),
	)}
}

func witnessVectors() object {
	request := func(old int64, proof []tlog.Hash, cp string) string {
		return fmt.Sprintf("old %d\n%s\n%s", old, lines(proof), cp)
	}
	state := func(size int64) object {
		h := root(size)
		return object{"size": size, "root": url.EncodeToString(h[:])}
	}
	cases := []object{}
	for _, p := range [][2]int64{{0, 0}, {0, 600}, {1, 2}, {255, 257}, {300, 600}, {600, 600}} {
		cases = append(cases, object{"name": fmt.Sprintf("from %d to %d", p[0], p[1]), "state": state(p[0]),
			"request": request(p[0], consistency(p[0], p[1]), checkpoint(p[1])), "next": state(p[1])})
	}
	fork := state(300)
	fork["root"] = state(299)["root"]
	no := func(name string, st object, req, code string) object {
		return object{"name": name, "state": st, "request": req, "code": code}
	}
	good := request(300, consistency(300, 600), checkpoint(600))
	return object{"log": vkey(origin, 1, logKey(1)), "cases": append(cases,
		no("another size", state(299), good, "log.old_size_differs"),
		no("a fork", fork, good, "log.proof_wrong"),
		no("a fork at the same size", fork, request(300, nil, checkpoint(300)), "log.proof_wrong"),
		no("a proof for other sizes", state(300), request(300, consistency(299, 600), checkpoint(600)), "log.proof_wrong"),
		no("no proof", state(300), request(300, nil, checkpoint(600)), "log.proof_wrong"),
		no("shrinking", state(600), request(600, nil, checkpoint(300)), "log.old_above_size"),
		no("another log's key", state(300), request(300, consistency(300, 600), logSign(text(600, root(600)), 2)),
			"log.not_signed"),
		no("a size with a leading zero", state(300), strings.Replace(good, "old 300", "old 0300", 1), "log.request_malformed"),
	)}
}

func policyVectors() object {
	cases := []object{}
	for _, row := range []struct {
		n, k     int
		findings []string
	}{
		{1, 1, []string{"log.lint_few_validators", "log.lint_test"}},
		{3, 1, []string{"log.lint_fork_possible", "log.lint_few_validators", "log.lint_test"}},
		{3, 2, []string{"log.lint_few_validators", "log.lint_test"}},
		{4, 2, []string{"log.lint_fork_possible", "log.lint_test"}},
		{4, 3, []string{"log.lint_test"}},
		{4, 4, []string{"log.lint_can_be_stopped", "log.lint_test"}},
		{7, 4, []string{"log.lint_fork_possible", "log.lint_test"}},
		{7, 5, []string{"log.lint_test"}},
		{7, 6, []string{"log.lint_can_be_stopped", "log.lint_test"}},
		{10, 7, []string{"log.lint_test"}},
	} {
		cases = append(cases, object{"name": fmt.Sprintf("%d of %d", row.k, row.n), "policy": policy(row.n, row.k),
			"validators": row.n, "threshold": row.k, "findings": row.findings})
	}
	w := "witness a " + vkey("a", 4, voteKey(1)) + "\n"
	no := func(name, p, code string) object { return object{"name": name, "policy": p, "code": code} }
	return object{"cases": append(cases,
		no("one key under two names", w+"witness b "+vkey("b", 4, voteKey(1))+"\nquorum a\n", "log.policy_duplicate_key"),
		no("a log key as witness", "witness a "+vkey("a", 1, voteKey(1))+"\nquorum a\n", "log.policy_key_type"),
		no("no quorum line", w, "log.policy_quorum"),
		no("a member defined below", "group g all a\n"+w+"quorum g\n", "log.policy_unknown_name"),
		no("a threshold above the members", w+"group g 2 a\nquorum g\n", "log.policy_threshold"),
		no("a member twice", w+"group g any a a\nquorum g\n", "log.policy_duplicate_member"),
		no("a carriage return", w+"quorum a\r\n", "log.policy_malformed"),
	)}
}

func main() {
	for i := int64(0); i < entries; i++ {
		hashes, err := tlog.StoredHashes(i, []byte(entry(i)), tlog.HashReaderFunc(readStored))
		must(err)
		stored = append(stored, hashes...)
	}
	for name, vectors := range map[string]object{"tree": treeVectors(), "tiles": tileVectors(),
		"checkpoints": checkpointVectors(), "receipts": receiptVectors(), "witness": witnessVectors(),
		"policies": policyVectors()} {
		out, err := os.Create(filepath.Join(os.Args[1], name+".json"))
		must(err)
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		must(e.Encode(vectors))
		must(out.Close())
	}
}
