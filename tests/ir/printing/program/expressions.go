// Package p: expressions of all kinds, where a message shows each.
package p

import (
	"fmt"
	"io"
	"os"
	fp "path/filepath"
	"strings"
	"sync"
	"unsafe"
)

type T struct {
	a, b int
	s    string
	next *T
	m    map[string][]int
}

func (t *T) P(x int) int   { return t.a + x }
func (t T) V(x ...any) int { return len(x) }

type E struct {
	*T
	sync.Mutex
	io.Reader
}
type I interface{ P(int) int }
type F func(int) string
type S []string
type M map[string]int
type A [3]int
type C chan int
type Ptr *T
type Str string
type B []byte
type Fl float32
type Cx complex128

var sink any
var sinks []any

func exprs(x, y int, s, t string, bs []byte, rs []rune, p *T, e E, i I, f F, m M, c chan int, a A, any1 any, fl float64, u8 uint8) {
	sink = x + y*2 - (x-y)*3
	sink = -x
	sink = -(-x)
	sink = ^x&^y | x ^ y
	sink = x << u8 >> 2
	sink = x<<1 + y>>uint(3)
	sink = !(x > y)
	sink = x > y && s == t || !(p == nil)
	sink = s + t + "lit" + Str2(s)
	sink = (s + t)[1:x]
	sink = (s + t)[0]
	sink = s[x]
	sink = string(bs) + string(rs) + string(rune(x))
	sink = []byte(s)
	sink = []rune(s + t)
	sink = B(s)
	sink = Str(s + "x")
	sink = Fl(fl) * 2
	sink = Fl(fl) / 3.5
	sink = complex(fl, 2)
	sink = real(complex(fl, fl)) + imag(3+4i)
	sink = Cx(1 + 2i)
	sink = *p
	sink = (*p).a
	sink = p.next.next.s
	sink = p.m["k"][x+1]
	sink = p.m[s+t]
	sink = &p.a
	sink = e.T.next.a
	sink = e.a
	sink = e.P
	sink = e.P(3)
	sink = p.P
	sink = p.V
	sink = T.V
	sink = (*T).P
	sink = I.P
	sink = i.P(x)
	sink = i.P
	sink = p.V(x, "a", 3.0, nil)
	sink = e.V(sinks...)
	sink = f(x)
	sink = f
	sink = m["x"]
	sink = <-c
	sink = a[x]
	sink = a[:][1:2]
	sink = bs[1:2:3]
	sink = any1.(int)
	sink = any1.(*T).a
	sink = any1.(fmt.Stringer).String()
	sinkI, ok := any1.(I)
	_, _ = sinkI, ok
	sink = func() int { return x }
	sink2 := func() int { return x }()
	_ = sink2
	sinks = append(sinks, sink2, func() {}, struct{ x, Y int }{1, 2}, [2]string{"a"}, [...]int{5: 1}, map[string]struct{}{}, &T{a: 1}, T{}, &[]int{1}, []*T{{a: 1}, nil})
	sink = len(s) + cap(bs) + len(a)
	sink = min(x, y, 3)
	sink = max(fl, 1.5)
	sink = copy(bs, s)
	sink = append(bs, s...)
	sink = append([]byte(nil), 'x', byte(x))
	sink = make([]int, x)
	sink = make([]int, 3, x+y)
	sink = make(map[string]func(int) error, x)
	sink = make(map[[2]int]bool)
	sink = make(chan struct{}, 3)
	sink = new(T)
	sink = new([3]*int)
	sink = new(func(a int, b ...string) (c, d error))
	sink = new(interface {
		io.Reader
		Foo()
	})
	sink = new(struct {
		io.Reader
		x int `tag:"y"`
	})
	sink = unsafe.Pointer(&x)
	sink = uintptr(unsafe.Pointer(p)) + 8
	sink = unsafe.Slice(&bs[0], x)
	sink = unsafe.String(&bs[0], x)
	sink = unsafe.Sizeof(x)
	sink = *unsafe.StringData(s)
	sink = [4]byte(bs)
	sink = *(*[4]byte)(bs)
	sink = fp.Join(s, t)
	sink = os.Args[x:]
	sink = os.Stdout
	sink = strings.NewReplacer("a", s).Replace(t)
	sink = fmt.Sprint(x, y, "lit", 'x', 1.5, 2i, true, nil)
	sink = interface{}(x)
	sink = any(s)
	sink = error(nil)
	sink = (func(int) string)(nil)
	sink = (func())(nil)
	sink = Ptr(p)
	sink = (*T)(nil)
	sink = S{s, t}[x]
	sink = S{}
	sink = M{"a": x}
	sink = &M{}
	sink = A{1, 2, 3}
	sink = (&T{s: s}).s
	sink = T{s: s}.s
	sink = *&x
	sink = *(&T{})
	sink = x == 3
	sink = any1 == x
	sink = any1 == nil
	sink = p == p.next
	sink = "const" + "folded"
	sink = uint8(200) + 55
	sink = 'a' + 1
	sink = 1 << 20
	sink = x % 7 / 3
	sink = float32(x) * 0.1
	sink = u8 + 1
	sink = int64(x)<<40 | 1
	sink = (x)
	sink = (x + y)
	sink = string(Str(s)[1:]) + string(B(bs)[2:])
	sink = [2][2]int{{1}, {2}}[x][y]
	sink = *new(string) + s
	sink = (<-c) + 1
	sink = func(a ...int) int { return len(a) }(1, 2, 3)
	sink = recover()
	sink = struct{}{}
	sink = [0]int{}
	println(x, s)
	fmt.Println(len(strings.Split(s, ",")), strings.Count(s, t)+x)
	panic(fmt.Sprintf("%d %v", x, &e))
}

func Str2(s string) string { return s }
