package p

import (
	"fmt"
	. "math"
	_ "unsafe"
	str "strings"
)

var (
	a1 = new(1 + 2)
	a2 = new(f(")"))
	a3 = new (x)
	a4 = *(*[]byte)(p)
	a5 = *(*map[string]int)(p)
	a6 = <-chan int(y)
	a7 = (<-chan int)(y)
	a8 = a[i](y)
	a9 = make(n - 1)
	b1 = func()(nil)
	b2 = struct{ A }.m
	b3 = (*T).M
	b4 = T[int].M
	b5 = [...]T{1: {2}, 3: {x: {}}}
	b6 = map[K]V{{1}: {2}}
	b7 = 0x1p-2 + 0b1_0 + 1_000i + .5e+3 + 0o17 + 'a' + '\'' + '\u00e9'
	b8 = a[1:2:3] + a[:] + a[1:] + a[:2]
	b9 = x.(interface{ M() })
	c1 = <-<-c
	c2 = chan<- chan int(nil)
	c3 = chan (<-chan int)(nil)
	c4 = f[int, string](x...)
	c5 = -x ^ +y&^z<<2 | !b && c || d
	c6 = &T{}
	c7 = func(a, b int, c ...string) (x, y int) { return }(1, 2)
	c8 = []func(int) func() (a int){nil}
	c9 = pkg.T[A, B]{x, y}
	d1 = (T)(x)
	d2 = "\x00" + `raw
 string`
	d3 = *p.q[0].r(s)
	d4 = <-chan<- chan int(nil)
)

const _ int = 1
const (a = iota; b)
const (
	c, d = iota, iota + 1
	_, _
	e
)

func f(x int)
func g[T any, P interface{ *T | ~[]T }](T, ...P) (_ int, err error)
func (r *R[T]) M(a, b int, _ ...string) func() (int, error) { return nil }
func h() (struct{ a int }) { return struct{ a int }{1} }
func i() interface{ M() } { return nil }
