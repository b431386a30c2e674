package p

import (
	"fmt"
	"strings"
)

type buf struct {
	data []byte
	off  int
	m    map[string][]byte
	arr  [4]*int
	in   struct{ p, q []byte }
	next *buf
}

func (b *buf) self(i, j int, o *buf) {
	b.data = b.data[i:j]
	b.data = b.data[: len(b.data)+1 : cap(b.data)-1]
	b.in.p = b.in.p[i:]
	b.arr[i] = b.arr[j]
	b.arr[i], b.arr[j] = b.arr[j], b.arr[i]
	b.in.p = b.in.q
	b.data, b.in.p = b.data[1:], b.in.p[2:]
	(*b).data = (*b).data[i*2 : j<<1]
	b.next.data = b.next.data[fmt.Sprint(i)[0]:]
	*b = *b.next
	b.m["x"] = b.m["x"][1:]
	b.data = o.data
	if b.data = b.data[1:]; i > 0 {
		b.data[i], b.data[j], b.off = b.data[j], b.data[i], 3
	}
	for b.data = b.data[1:]; i < j; b.data = b.data[:i] {
	}
	switch b.data = b.data[2:]; {
	}
}

func unnamed(int, *int, ...string) (*int, error) { return nil, nil }
func blank(_ *int, _ string) (_ *int, _ error)   { x := 1; return &x, nil }
func named(p *int, _ []byte) (q *int, err error) { q = p; return }

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v ...T) Set[T] {
	for _, x := range v {
		s[x] = struct{}{}
	}
	sink = Set[T]{}
	sink = &Set[T]{}
	sink = make(Set[T], len(v))
	sink = Set[string]{"a": {}}
	sink = func(k T) T { return k }
	sink = []T(nil)
	sink = any(v[0]) == any(v[1])
	return s
}

type Tree[K interface{ ~string | ~int }, V any] struct {
	Set[K]
	left, right *Tree[K, V]
	val         V
}

func (t *Tree[K, V]) Insert(k K, v V) *Tree[K, V] {
	if t == nil {
		return &Tree[K, V]{Set: Set[K]{k: {}}, val: v}
	}
	t.left, t.right = t.right, t.left
	t.left = t.left.left
	sink = t.Insert
	sink = t.Set.Add
	sink = t.left.Insert(k, v).val
	sink = string(any(k).(fmt.Stringer).String())
	sink = len(any(v).([]V))
	return t.right.Insert(k, v)
}

type strong string

func useTrees(s string, i interface{ M(x any) (y, z int) }) {
	var t *Tree[strong, map[string]any]
	sink = t.Insert("x", nil)
	var u Tree[int, func(...int) (a, b error)]
	sink = u.Insert(1, nil)
	sink = u
	sink = &u.left
	sink = Set[struct {
		a int `x:"y"`
		B string
	}]{}
	sink = Set[interface{ private() }].Add
	sink = new(interface {
		private(strings.Builder)
		Public(strings.Builder, any)
	})
	a, b := i.M(s)
	sink, sink = a, b
	switch v := sink.(type) {
	case int, string:
		sink = v
	case strong:
		sink = v + "x"
	case []any:
		sink = v[0]
	case nil:
		sink = &v
	case error:
		sink = v.Error() + v.Error()
	case interface{ private() }:
		sink = v
	}
	var arr [3]struct{ f func() *int }
	sink = *arr[a].f()
	sink = arr[a].f
	sink = &arr[1].f
	sink = [...]string{2: "x", 0: s}
	sink = map[string]map[int][]string{"a": {1: {s}}}
	sink = [][]int{{1}, {a, b}}
	sink = []*buf{{off: 1}, {}}
	sink = map[buf2]*buf2{{1}: {2}}
	sink = struct{ *buf }{nil}
	sink = struct{ buf2 }{}.x
	sink = 'é' + rune(a)
	sink = "\x00\xff日本" + s
	sink = `raw
"text"` + s
	sink = 0x1p-2 * float64(a)
	sink = 1e3
	sink = 1<<62 + a
	sink = uint64(1<<63) + uint64(a)
	sink = -5.0 / float32(a)
	sink = complex64(2i) * complex64(complex(1, float32(a)))
	sink = strings.Repeat("-", 80) + "--------------------------------------------------------------------------------"
	sink = "--------------------------------------------------------------------------------"
	const c = 3
	sink = c + a
	sink = [c]int{}
	sink = len([c]int{}) + a
	sink = cap(make([]int, c))
	sink = fmt.Sprintf("%d"+s, a, c, 'x', c*1.5, "k"[0], s[:c])
	defer fmt.Println(s, a+b)
	go useTrees(s+"x", i)
	defer func(p *int) { recover() }(&a)
	go i.M(&b)
	defer close(make(chan int, a))
	defer delete(map[string]int{}, s)
	defer print(s, a)
	defer panic(s)
}

type buf2 struct{ x int }
