package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// One spelling of base64: sumdb's own decoder takes line breaks and stray bits.
var strict = base64.StdEncoding.Strict()

// cosigner is a note.Verifier for tlog-cosignature keys (type 04), which package note does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("malformed verifier key %q", vkey)
	}
	key, err := strict.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, fmt.Errorf("not a cosigner's key: %q", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if parts[1] != fmt.Sprintf("%08x", hash) {
		return nil, fmt.Errorf("wrong key hash in %q", vkey)
	}
	return &cosigner{parts[0], hash, key[1:]}, nil
}

type group struct {
	threshold int
	members   []string
}

// policy is a tlog-policy file, as far as a check needs it.
type policy struct {
	origin    string
	verifiers []note.Verifier
	witness   map[string]*cosigner
	groups    map[string]group
	quorum    string
}

func parsePolicy(text []byte) (*policy, error) {
	p := &policy{witness: map[string]*cosigner{}, groups: map[string]group{}}
	for _, line := range strings.Split(string(text), "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || strings.HasPrefix(f[0], "#"):
		case f[0] == "log" && len(f) >= 2:
			v, err := note.NewVerifier(f[1])
			if err != nil {
				return nil, err
			}
			p.origin = v.Name()
			p.verifiers = append(p.verifiers, v)
		case f[0] == "witness" && len(f) >= 3:
			c, err := newCosigner(f[2])
			if err != nil {
				return nil, err
			}
			p.witness[f[1]] = c
			p.verifiers = append(p.verifiers, c)
		case f[0] == "group" && len(f) >= 4:
			g := group{members: f[3:]}
			switch f[2] {
			case "all":
				g.threshold = len(g.members)
			case "any":
				g.threshold = 1
			default:
				k, err := strconv.Atoi(f[2])
				if err != nil {
					return nil, err
				}
				g.threshold = k
			}
			p.groups[f[1]] = g
		case f[0] == "quorum" && len(f) == 2:
			p.quorum = f[1]
		default:
			return nil, fmt.Errorf("policy line %q", line)
		}
	}
	if p.origin == "" || p.quorum == "" {
		return nil, errors.New("the policy names no log or no quorum")
	}
	return p, nil
}

func (p *policy) satisfied(name string, signed map[string]bool) bool {
	if name == "none" {
		return true
	}
	if c, ok := p.witness[name]; ok {
		return signed[c.name]
	}
	count := 0
	for _, member := range p.groups[name].members {
		if p.satisfied(member, signed) {
			count++
		}
	}
	return len(p.groups[name].members) > 0 && count >= p.groups[name].threshold
}

// open verifies a checkpoint by package note and by the policy's quorum.
func (p *policy) open(msg []byte) (tlog.Tree, error) {
	var tree tlog.Tree
	n, err := note.Open(msg, note.VerifierList(p.verifiers...))
	if err != nil {
		return tree, err
	}
	// Package note reads base64 generously; written again it must be the same bytes.
	for _, sigs := range [][]note.Signature{n.Sigs, n.UnverifiedSigs} {
		for _, s := range sigs {
			if raw, err := strict.DecodeString(s.Base64); err != nil || strict.EncodeToString(raw) != s.Base64 {
				return tree, fmt.Errorf("signature of %s has another spelling", s.Name)
			}
		}
	}
	signed := map[string]bool{}
	byLog := false
	for _, s := range n.Sigs {
		signed[s.Name] = true
		byLog = byLog || s.Name == p.origin
	}
	if !byLog || !p.satisfied(p.quorum, signed) {
		return tree, errors.New("not signed by the log, or no quorum")
	}
	// tlog-checkpoint, where sumdb has "go.sum database tree": origin, size, root.
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != p.origin || lines[3] != "" {
		return tree, errors.New("malformed checkpoint text")
	}
	if tree.N, err = decimal(lines[1]); err != nil {
		return tree, err
	}
	tree.Hash, err = parseHash(lines[2])
	return tree, err
}

func decimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("malformed number %q", s)
	}
	return n, nil
}

func parseHash(s string) (tlog.Hash, error) {
	var h tlog.Hash
	raw, err := strict.DecodeString(s)
	if err != nil || len(raw) != len(h) || strings.ContainsAny(s, "\r\n") {
		return h, fmt.Errorf("malformed hash %q", s)
	}
	copy(h[:], raw)
	return h, nil
}

// cut takes a header line, lines of hashes, a blank line; the rest is a checkpoint. Receipts and witness requests share it.
func cut(file []byte, header string) (int64, []tlog.Hash, []byte, error) {
	number, proof, found := int64(0), []tlog.Hash{}, false
	for {
		i := bytes.IndexByte(file, '\n')
		if i < 0 {
			return 0, nil, nil, errors.New("the file ends early")
		}
		line := string(file[:i])
		file = file[i+1:]
		var err error
		switch {
		case !found && strings.HasPrefix(line, header):
			number, err = decimal(strings.TrimPrefix(line, header))
			found = true
		case !found:
			err = fmt.Errorf("unexpected line %q", line)
		case line == "":
			return number, proof, file, nil
		default:
			var h tlog.Hash
			h, err = parseHash(line)
			proof = append(proof, h)
		}
		if err != nil {
			return 0, nil, nil, err
		}
	}
}
