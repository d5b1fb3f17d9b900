// checklog checks a log directory (policy.txt, checkpoint, tile/…, receipts/…, consistency/…) with the Go project's own
// packages: note verifies signatures, tlog computes hashes and proofs. What differs between sumdb and C2SP is adapted
// here: the checkpoint's text, the paths of tiles, entry bundles, cosignatures.
//
//	checklog check DIR     exit code 0 if everything verifies
//	checklog tamper DIR    changes bytes, one at a time, and expects each change to be found
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

type files map[string][]byte

// state is what a checked log is: its entries and all hashes, in sumdb's order, computed from the entries.
type state struct {
	policy  *policy
	tree    tlog.Tree
	entries [][]byte
	hashes  []tlog.Hash
}

func (s *state) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(s.hashes)) {
			return nil, fmt.Errorf("no stored hash %d", index)
		}
		out[i] = s.hashes[index]
	}
	return out, nil
}

func (s *state) root(size int64) (tlog.Hash, error) {
	if size > s.tree.N {
		return tlog.Hash{}, fmt.Errorf("size %d is beyond the log", size)
	}
	return tlog.TreeHash(size, s)
}

func readDir(dir string) (files, error) {
	all := files{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		all[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return all, err
}

// tilePath writes tlog-tiles' spelling, which has neither sumdb's height nor its "data".
func tilePath(level string, n int64, width int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	path = "tile/" + level + "/" + path
	if width < 256 {
		path += ".p/" + strconv.FormatInt(width, 10)
	}
	return path
}

func splitBundle(b []byte) ([][]byte, error) {
	var entries [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return nil, errors.New("the bundle is cut")
		}
		n := int(binary.BigEndian.Uint16(b))
		entries = append(entries, b[2:2+n])
		b = b[2+n:]
	}
	return entries, nil
}

// checkLog verifies checkpoint, entries and every tile.
func checkLog(all files) (*state, error) {
	p, err := parsePolicy(all["policy.txt"])
	if err != nil {
		return nil, err
	}
	s := &state{policy: p}
	if s.tree, err = p.open(all["checkpoint"]); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	for n := int64(0); n*256 < s.tree.N; n++ {
		width := s.tree.N - n*256
		if width > 256 {
			width = 256
		}
		entries, err := splitBundle(all[tilePath("entries", n, width)])
		if err != nil || int64(len(entries)) != width {
			return nil, fmt.Errorf("entry bundle %d: %d of %d entries, %v", n, len(entries), width, err)
		}
		s.entries = append(s.entries, entries...)
	}
	for i, entry := range s.entries {
		hashes, err := tlog.StoredHashes(int64(i), entry, s)
		if err != nil {
			return nil, err
		}
		s.hashes = append(s.hashes, hashes...)
	}
	if s.tree.N > 0 {
		root, err := s.root(s.tree.N)
		if err != nil || root != s.tree.Hash {
			return nil, fmt.Errorf("the entries have root %v, the checkpoint says %v (%v)", root, s.tree.Hash, err)
		}
	}
	return s, s.checkTiles(all)
}

func (s *state) checkTiles(all files) error {
	for level, count := 0, s.tree.N; count > 0; level, count = level+1, count/256 {
		for n := int64(0); n*256 < count; n++ {
			width := count - n*256
			if width > 256 {
				width = 256
			}
			var want []byte
			for i := int64(0); i < width; i++ {
				h := s.hashes[tlog.StoredHashIndex(8*level, n*256+i)]
				want = append(want, h[:]...)
			}
			path := tilePath(strconv.Itoa(level), n, width)
			if !bytes.Equal(all[path], want) {
				return fmt.Errorf("%s is not what the entries hash to", path)
			}
		}
	}
	return nil
}

var receiptHead = regexp.MustCompile(`^c2sp\.org/tlog-proof@v1\n(extra [A-Za-z0-9+/]+=*\n)?`)

// checkReceipt verifies a tlog-proof, and that its tree is an earlier state of this log.
func (s *state) checkReceipt(file []byte, entry []byte) error {
	head := receiptHead.Find(file)
	if head == nil {
		return errors.New("not a tlog-proof")
	}
	index, proof, checkpoint, err := cut(file[len(head):], "index ")
	if err != nil {
		return err
	}
	tree, err := s.policy.open(checkpoint)
	if err != nil {
		return err
	}
	if index >= tree.N || tree.N > s.tree.N {
		return errors.New("index or size out of range")
	}
	if entry == nil {
		entry = s.entries[index]
	}
	if err := tlog.CheckRecord(tlog.RecordProof(proof), tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	path, err := tlog.ProveTree(s.tree.N, tree.N, s)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, s.tree.N, s.tree.Hash, tree.N, tree.Hash)
}

// checkConsistency verifies a tlog-witness request; the old root is the one that the entries give.
func (s *state) checkConsistency(file []byte) error {
	old, proof, checkpoint, err := cut(file, "old ")
	if err != nil {
		return err
	}
	tree, err := s.policy.open(checkpoint)
	if err != nil {
		return err
	}
	if old == 0 { // not a case of RFC 6962; the witness protocol wants no proof
		if len(proof) != 0 {
			return errors.New("a proof from the empty tree")
		}
		return nil
	}
	oldRoot, err := s.root(old)
	if err != nil {
		return err
	}
	return tlog.CheckTree(tlog.TreeProof(proof), tree.N, tree.Hash, old, oldRoot)
}

// checkFile verifies one file beside the log itself.
func (s *state) checkFile(all files, name string) error {
	switch {
	case strings.HasPrefix(name, "receipts/") && strings.HasSuffix(name, ".tlog-proof"):
		return s.checkReceipt(all[name], all[strings.TrimSuffix(name, ".tlog-proof")+".entry"])
	case strings.HasPrefix(name, "receipts/") && strings.HasSuffix(name, ".entry"):
		return s.checkReceipt(all[strings.TrimSuffix(name, ".entry")+".tlog-proof"], all[name])
	case strings.HasPrefix(name, "consistency/"):
		return s.checkConsistency(all[name])
	}
	return nil
}

func check(all files) (*state, int, error) {
	s, err := checkLog(all)
	if err != nil {
		return nil, 0, err
	}
	count := 0
	for name := range all {
		if err := s.checkFile(all, name); err != nil {
			return nil, 0, fmt.Errorf("%s: %w", name, err)
		}
		if strings.HasPrefix(name, "receipts/") || strings.HasPrefix(name, "consistency/") {
			count++
		}
	}
	return s, count, nil
}

// tamper flips a bit of every byte of the small files and of every 41st byte of tiles and bundles. The policy is what one
// trusts, so it is left alone.
func tamper(all files) error {
	s, _, err := check(all)
	if err != nil {
		return err
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	flips := 0
	for _, name := range names {
		if name == "policy.txt" {
			continue
		}
		ofLog := name == "checkpoint" || strings.HasPrefix(name, "tile/")
		step := 1
		if strings.HasPrefix(name, "tile/") {
			step = 41
		}
		for at := 0; at < len(all[name]); at += step {
			changed := files{}
			for other, data := range all {
				changed[other] = data
			}
			changed[name] = append([]byte(nil), all[name]...)
			changed[name][at] ^= 1 << (uint(at) % 8)
			if ofLog {
				_, err = checkLog(changed)
			} else {
				err = s.checkFile(changed, name)
			}
			if err == nil {
				return fmt.Errorf("%s: byte %d was changed and nobody noticed", name, at)
			}
			flips++
		}
	}
	if flips < 1000 {
		return fmt.Errorf("only %d changes were tried", flips)
	}
	fmt.Printf("tamper: %d changed bytes, all found\n", flips)
	return nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: checklog check|tamper DIR")
		os.Exit(2)
	}
	all, err := readDir(os.Args[2])
	if err == nil && os.Args[1] == "tamper" {
		err = tamper(all)
	} else if err == nil {
		var s *state
		var count int
		if s, count, err = check(all); err == nil {
			fmt.Printf("check: %s, %d entries, root %v, %d files of proofs verify\n", s.policy.origin, s.tree.N, s.tree.Hash, count)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "checklog:", err)
		os.Exit(1)
	}
}
