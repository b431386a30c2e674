// Package user uses forty packages of the standard library.
package user

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"container/heap"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"html/template"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
	"unicode/utf8"
	"unsafe"
)

type queue []*http.Request

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].ContentLength < q[j].ContentLength }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*http.Request)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

type server struct {
	http.Server
	sync.Mutex
	hits    atomic.Int64
	last    atomic.Pointer[url.URL]
	pool    sync.Pool
	flags   *flag.FlagSet
	names   map[string]net.IP
	started time.Time
}

var (
	pattern   = regexp.MustCompile(`^/(\w+)$`)
	page      = template.Must(template.New("page").Parse("{{.}}"))
	once      = sync.OnceValue(func() *big.Int { return new(big.Int).Lsh(big.NewInt(1), 100) })
	errClosed = fmt.Errorf("closed: %w", net.ErrClosed)
	limits    = [...]float64{math.Pi, math.MaxFloat32, math.SmallestNonzeroFloat64}
)

const (
	size    = unsafe.Sizeof(time.Time{}) + unsafe.Sizeof(syscall.Errno(0))
	timeout = 3 * time.Second
	most    = math.MaxInt64 >> 33
	point   = utf8.RuneError
	mode    = os.O_RDWR | os.O_CREATE
)

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	s.hits.Add(1)
	s.last.Store(r.URL)
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	if match := pattern.FindStringSubmatch(r.URL.Path); match != nil {
		slog.InfoContext(ctx, "hit", slog.String("name", match[1]), slog.Duration("since", time.Since(s.started)))
	}
	sum := sha256.Sum256([]byte(r.Host))
	fmt.Fprintln(w, hex.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString(sum[:4]))
	if err := page.Execute(w, r.Header); errors.Is(err, io.EOF) || errors.Is(err, errClosed) {
		http.Error(w, err.Error(), http.StatusTeapot)
	}
}

func sorted[M ~map[K]V, K cmp.Ordered, V any](m M) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

func work(ctx context.Context, db *sql.DB, root fs.FS) (found []string, err error) {
	rows, err := db.QueryContext(ctx, "select name from t")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name sql.NullString
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		found = append(found, strings.ToUpper(name.String))
	}
	err = fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if info, e := entry.Info(); e == nil && info.Mode().IsRegular() {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	sort.Strings(found)
	for name, ip := range sorted(map[string]net.IP{"a": net.IPv4(1, 2, 3, 4)}) {
		found = append(found, strconv.Quote(name+ip.String()))
	}
	return found, err
}

func encode(w io.Writer, v any) error {
	zipped := gzip.NewWriter(bufio.NewWriter(w))
	defer zipped.Close()
	if err := json.NewEncoder(zipped).Encode(v); err != nil {
		return err
	}
	var buffer bytes.Buffer
	if err := xml.NewEncoder(&buffer).Encode(reflect.ValueOf(v).Interface()); err != nil {
		return err
	}
	hash := fnv.New64a()
	hash.Write(buffer.Bytes())
	return binary.Write(w, binary.BigEndian, hash.Sum64())
}

func report(t *testing.T, b *testing.B, a *zip.Reader) {
	out := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', tabwriter.AlignRight)
	for i, file := range a.File {
		fmt.Fprintf(out, "%d\t%s\t%v\n", i, file.Name, file.FileInfo().ModTime())
	}
	for b.Loop() {
		rand.N(timeout)
	}
	requests := &queue{}
	heap.Push(requests, &http.Request{TLS: &tls.ConnectionState{}})
	command := exec.CommandContext(t.Context(), runtime.GOROOT())
	if state := command.ProcessState; state != nil && runtime.GOOS != "plan9" {
		t.Log(state.ExitCode(), once(), limits, size, most, point, mode)
	}
}
