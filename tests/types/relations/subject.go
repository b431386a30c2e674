// Package p declares variables, and parameters of generic functions: the relations between all their types are
// compared, and what each of the selectors in the function names finds in them.
package p

import "unsafe"

type (
	Int     int
	Int2    int
	Alias   = Int
	Text    string
	Bytes   []byte
	Runes   []rune
	Letters []Letter
	Letter  byte
	Flag    bool
	Float   float32
	Complex complex64
	Address uintptr
	Raw     unsafe.Pointer

	Tagged struct {
		A int `a:"1"`
	}
	Untagged struct{ A int }
	Other    struct{ a int }
	Nested   struct{ Tagged Tagged }
	ToTagged *Tagged

	Both     chan int
	Receive  <-chan int
	Function func(int) string
	Map      map[string]int
	Array    [4]byte
	Matrix   [2]Array

	Reader interface{ Read(p []byte) (int, error) }
	Writer interface {
		Write(p []byte) (n int, err error)
	}
	ReadWriter interface {
		Reader
		Writer
	}
	WriteRead interface {
		Write([]byte) (int, error)
		Read([]byte) (int, error)
	}
	Hidden    interface{ hidden() }
	Recursive interface{ Next() interface{ Recursive } }
	Again     interface{ Next() interface{ Again } }
	Any       = any

	File   struct{ name string }
	Pipe   struct{ fd int }
	Buffer struct {
		*File
		Size int
	}
	Pair struct {
		File
		Pipe
	}
	Twice struct {
		Pair
		*Buffer
		Size string
	}
	WithInterface struct {
		Reader
		error
	}
	Loop struct {
		*Loop
		Text
	}
	PointerToFile *File
)

func (Int) Read([]byte) (int, error)           { return 0, nil }
func (*Int2) Read([]byte) (int, error)         { return 0, nil }
func (f *File) Read([]byte) (n int, err error) { return 0, nil }
func (f File) Write([]byte) (int, error)       { return 0, nil }
func (f File) hidden()                         {}
func (p Pipe) Write([]byte) (int, error)       { return 0, nil }
func (p Pipe) Close() error                    { return nil }
func (t Text) String() string                  { return string(t) }
func (t Text) Write(s string)                  {}

// Generic types.
type (
	List[T any] struct {
		head *Node[T]
		Len  int
	}
	Node[T any] struct {
		Value T
		next  *Node[T]
	}
	Of[K comparable, V any] map[K]V
	Set[K comparable]       = Of[K, struct{}]
	Holder[T any]           struct {
		*List[T]
		Held T
	}
	Getter[T any]     interface{ Get(int) T }
	Ordered           interface{ ~int | ~string | ~float32 }
	Comparably[T any] interface {
		comparable
		Equal(T) bool
	}
)

func (l *List[T]) Get(i int) (zero T)      { return }
func (l List[T]) Push(value T) List[T]     { return l }
func (n Node[T]) Equal(other Node[T]) bool { return true }
func (m Of[K, V]) Get(k K) V               { return m[k] }

var (
	i0 int
	i1 Int
	i2 Int2
	i3 Alias
	i4 int8
	i5 uint8
	i6 byte
	i7 rune
	i8 int32
	f0 float64
	f1 Float
	c0 complex128
	c1 Complex
	s0 string
	s1 Text
	b0 bool
	b1 Flag
	u0 uintptr
	u1 Address
	u2 unsafe.Pointer
	u3 Raw
	y0 []byte
	y1 Bytes
	y2 []rune
	y3 Runes
	y4 Letters
	y5 []Letter
	y6 []int
	p0 *int
	p1 *Int
	p2 *Tagged
	p3 *Untagged
	p4 ToTagged
	p5 *struct{ A int }
	p6 *[4]byte
	p7 *Array
	p8 **int
	a0 [4]byte
	a1 Array
	a2 [3]byte
	a3 Matrix
	a4 [2][4]byte
	a5 [4]Letter
	t0 struct {
		A int `a:"1"`
	}
	t1 struct{ A int }
	t2 Tagged
	t3 Untagged
	t4 Other
	t5 struct{ a int }
	t6 struct{ Tagged }
	t7 Nested
	t8 struct{ f func() }
	t9 struct{ Tagged struct{ A int } }
	h0 chan int
	h1 Both
	h2 Receive
	h3 <-chan int
	h4 chan<- int
	h5 chan Int
	x0 func(int) string
	x1 Function
	x2 func(n int) (text string)
	x3 func(...int) string
	x4 func([]int) string
	m0 map[string]int
	m1 Map
	m2 map[Text]int
	e0 error
	e1 interface{ Error() string }
	e2 any
	e3 Any
	e4 interface{}
	e5 Reader
	e6 Writer
	e7 ReadWriter
	e8 WriteRead
	e9 interface {
		ReadWriter
		WriteRead
	}
	ea Hidden
	eb Recursive
	ec Again
	ed interface{ Next() interface{ Recursive } }
	ee *Reader
	ef interface{ String() string }
	r0 File
	r1 *File
	r2 Buffer
	r3 *Buffer
	r4 Pair
	r5 *Pair
	r6 Twice
	r7 WithInterface
	r8 Loop
	r9 PointerToFile
	ra **File
	rb struct{ *Pair }
	rc []File
	g0 List[int]
	g1 *List[int]
	g2 List[Alias]
	g3 List[Int]
	g4 Node[string]
	g5 Of[string, int]
	g6 Set[Int]
	g7 Of[Alias, struct{}]
	g8 Holder[[]Int]
	g9 Getter[int]
	ga Getter[Int]
	gb interface{ Get(int) int }
	gc Node[func()]
	ge List[interface{}]
	gf List[any]
	gg map[Int]struct{}
)

func basic[P Ordered, Q ~int, R int | string, S any, T comparable, U ~[]byte | ~string](
	q0 P, q1 Q, q2 R, q3 S, q4 T, q5 U, q6 []P, q7 *Q, q8 []S, q9 [2]T, qa map[T]S, qb struct{ P P }, qc Node[S], qd chan T,
) {
}

func structured[P interface{ *File }, Q Comparably[Node[int]], R interface {
	Reader
	~int
}, S []byte | Bytes, T chan int | <-chan int, U interface {
	~[]byte
	comparable
}](
	v0 P, v1 Q, v2 R, v3 S, v4 T, v5 U, v6 *R, v7 struct{ F Q }, v8 List[P],
) {
}

func numbers[P ~int8 | ~int16, Q ~float32 | ~float64, R ~complex64, S unsafe.Pointer | uintptr, T *int | *Int](
	w0 P, w1 Q, w2 R, w3 S, w4 T,
) {
}
