// Command log checks Causeway's evidence log and receipts with code that is not Causeway's: Go's golang.org/x/mod/sumdb/{note,tlog},
// the implementation behind the Go project's own checksum database.
//
//	go run . --url http://localhost:8080/log --key 'localhost:8080/log+hhhhhhhh+base64' receipt.json...
//
// It fetches the signed checkpoint, recomputes the tree's root from every entry bundle, and for each receipt computes the commitment
// anew from what the receipt says, checks the receipt's own proof offline, finds the same entry through the tiles, and proves that the
// receipt's checkpoint is a prefix of the one fetched. It ends with status 1 at the first thing that is wrong.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8 // tiles are 256 hashes wide
	width  = 1 << height
)

func main() {
	url := flag.String("url", "", "where the log is, such as http://localhost:8080/log")
	key := flag.String("key", "", "the log's verifier key, from a source you trust")
	flag.Parse()
	if *url == "" || *key == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := check(strings.TrimSuffix(*url, "/"), *key, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "WRONG:", err)
		os.Exit(1)
	}
}

func check(url, key string, receipts []string) error {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return err
	}
	log := &client{url: url, verifier: verifier, http: &http.Client{Timeout: 10 * time.Second}}
	signed, err := log.get("checkpoint")
	if err != nil {
		return err
	}
	log.tree, err = log.open(signed)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	fmt.Printf("checkpoint of %d entries: signature good\n", log.tree.N)
	if err := log.checkEntries(); err != nil {
		return err
	}
	fmt.Println("root recomputed from all entry bundles: the same")
	for _, path := range receipts {
		if err := log.checkReceipt(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// client reads one log. It is the tlog.TileReader that tlog.TileHashReader asks for tiles.
type client struct {
	url      string
	verifier note.Verifier
	http     *http.Client
	tree     tlog.Tree
}

func (c *client) get(path string) ([]byte, error) {
	response, err := c.http.Get(c.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", path, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, 1<<20))
}

// open checks a signed note and reads the checkpoint in it (c2sp.org/tlog-checkpoint).
func (c *client) open(signed []byte) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(c.verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != c.verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func (c *client) Height() int { return height }

// ReadTiles fetches tiles by their names in tlog-tiles, which lack the height that the checksum database has in its names.
func (c *client) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		data, err := c.get("tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height)))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", tile.Path(), len(data))
		}
		out = append(out, data)
	}
	return out, nil
}

func (c *client) SaveTiles([]tlog.Tile, [][]byte) {}

// entries fetches one bundle: entries, each with its length before it in two bytes.
func (c *client) entries(number int64) ([][]byte, error) {
	count := c.tree.N - number*width
	if count > width {
		count = width
	}
	name := tlog.Tile{H: height, L: -1, N: number, W: int(count)}.Path()
	name = strings.Replace(name, fmt.Sprintf("tile/%d/data/", height), "tile/entries/", 1)
	data, err := c.get(name)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for len(data) >= 2 {
		length := int(binary.BigEndian.Uint16(data))
		if length != sha256.Size || len(data) < 2+length {
			return nil, fmt.Errorf("%s: an entry of %d bytes", name, length)
		}
		out = append(out, data[2:2+length])
		data = data[2+length:]
	}
	if len(data) != 0 || int64(len(out)) != count {
		return nil, fmt.Errorf("%s holds %d entries", name, len(out))
	}
	return out, nil
}

// checkEntries reads the whole log as a monitor does.
func (c *client) checkEntries() error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	for number := int64(0); number*width < c.tree.N; number++ {
		bundle, err := c.entries(number)
		if err != nil {
			return err
		}
		for place, entry := range bundle {
			hashes, err := tlog.StoredHashes(number*width+int64(place), entry, reader)
			if err != nil {
				return err
			}
			stored = append(stored, hashes...)
		}
	}
	if c.tree.N == 0 {
		return nil
	}
	root, err := tlog.TreeHash(c.tree.N, reader)
	if err == nil && root != c.tree.Hash {
		err = errors.New("the entries do not hash to the checkpoint's root")
	}
	return err
}

type receipt struct {
	Version json.Number            `json:"version"`
	ID      string                 `json:"id"`
	At      string                 `json:"at"`
	Body    map[string]interface{} `json:"body"`
	Salt    string                 `json:"salt"`
	Chain   map[string]interface{} `json:"chain"`
	Log     *struct {
		Origin string `json:"origin"`
		Index  int64  `json:"index"`
	} `json:"log"`
	Proof string `json:"proof"`
}

// commitment computes what stands in the log: SHA-256("causeway-receipt-v1\n" || salt || RFC 8785 form of what is committed to).
func (r *receipt) commitment() ([]byte, error) {
	salt, err := base64.RawURLEncoding.Strict().DecodeString(r.Salt)
	if err != nil || len(salt) != sha256.Size {
		return nil, errors.New("bad salt")
	}
	committed := map[string]interface{}{"at": r.At, "body": r.Body, "chain": r.Chain, "id": r.ID, "version": r.Version}
	// Receipts hold text, truth values and whole numbers only, and their names are ASCII: for these, sorted and compact JSON without
	// HTML escapes is the canonical form.
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(committed); err != nil {
		return nil, err
	}
	hash := sha256.New()
	hash.Write([]byte("causeway-receipt-v1\n"))
	hash.Write(salt)
	hash.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
	return hash.Sum(nil), nil
}

// proof reads the c2sp.org/tlog-proof@v1 text: index, path and the signed checkpoint.
func (r *receipt) proof() (int64, tlog.RecordProof, []byte, error) {
	head, checkpoint, found := strings.Cut(r.Proof, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return 0, nil, nil, errors.New("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return 0, nil, nil, err
	}
	path := tlog.RecordProof{}
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, err
		}
		path = append(path, hash)
	}
	return index, path, []byte(checkpoint), nil
}

func (c *client) checkReceipt(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var r receipt
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return err
	}
	if r.Log == nil {
		return errors.New("it is not logged yet")
	}
	commitment, err := r.commitment()
	if err != nil {
		return err
	}
	index, proof, signed, err := r.proof()
	if err != nil {
		return err
	}
	old, err := c.open(signed)
	if err != nil {
		return fmt.Errorf("the receipt's checkpoint: %w", err)
	}
	if index != r.Log.Index || r.Log.Origin != c.verifier.Name() {
		return errors.New("it names another place than its proof")
	}
	leaf := tlog.RecordHash(commitment)
	if err := tlog.CheckRecord(proof, old.N, old.Hash, index, leaf); err != nil {
		return fmt.Errorf("offline proof: %w", err)
	}
	if err := c.checkLive(old, index, leaf); err != nil {
		return err
	}
	fmt.Printf("%s: %v, entry %d of %d, proved offline and from tiles; checkpoints consistent\n", path, r.Body["event"], index, old.N)
	return nil
}

// checkLive finds the leaf through the tiles as they are served now, and proves that what the receipt saw is a prefix of it.
func (c *client) checkLive(old tlog.Tree, index int64, leaf tlog.Hash) error {
	if old.N > c.tree.N {
		return fmt.Errorf("the log has shrunk from %d to %d entries", old.N, c.tree.N)
	}
	reader := tlog.TileHashReader(c.tree, c)
	live, err := tlog.ProveRecord(c.tree.N, index, reader)
	if err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if err := tlog.CheckRecord(live, c.tree.N, c.tree.Hash, index, leaf); err != nil {
		return fmt.Errorf("proof from tiles: %w", err)
	}
	prefix, err := tlog.ProveTree(c.tree.N, old.N, reader)
	if err != nil {
		return fmt.Errorf("tiles: %w", err)
	}
	if err := tlog.CheckTree(prefix, c.tree.N, c.tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("FORK: the receipt's checkpoint is not a prefix of the log: %w", err)
	}
	return nil
}
