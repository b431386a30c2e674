package p

import (
	"errors"
	"maps"
	"slices"
	"sort"
)

type Num interface{ ~int | ~float64 }

type Pair[K comparable, V any] struct {
	Key K
	val V
}

func (p *Pair[K, V]) Swap(o *Pair[K, V]) { p.val, o.val = o.val, p.val }
func (p Pair[K, V]) Get() (K, V)         { return p.Key, p.val }

type List[T any] struct {
	next *List[T]
	v    []T
}

func (l *List[T]) Push(v T) { l.v = append(l.v, v); l.v = l.v[1:]; l.v[0], l.v[1] = l.v[1], l.v[0] }
func (l *List[T]) All() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i, v := range l.v {
			if !yield(i, v) {
				return
			}
		}
	}
}

func Map[A, B any](xs []A, f func(A) B) []B {
	type local struct {
		a A
		b B
	}
	var out []B
	for _, x := range xs {
		l := &local{a: x}
		l.b = f(x)
		sinks = append(sinks, l, *l, local{}, []local{{}}, l.a, new(A), make([]B, 3), any(x), Pair[int, A]{}, map[string]A{})
		out = append(out, l.b)
	}
	return out
}

func Sum[T Num](xs ...T) (t T) {
	for _, x := range xs {
		t += x * 2
		sinks = append(sinks, x+1, -x, T(3), []T{x})
	}
	return
}

type key struct{ a, b int }

func generics(xs []int, ks []key, ps []*key) {
	sink = Map(xs, func(i int) string { return "" })
	sink = Map(ks, func(k key) *key { return &k })
	sink = Map(ps, func(k *key) any { return k })
	sink = Sum(1, 2, 3)
	sink = Sum(1.5)
	sink = Map[int, int]
	var l List[key]
	l.Push(key{})
	sink = l.Push
	for i, k := range l.All() {
		sink = i
		sink = k
	}
	p := Pair[string, []byte]{"a", nil}
	p.Swap(&p)
	sink = p
	sink = p.Swap
	sink = (*Pair[string, []byte]).Swap
	sink, _ = p.Get()
	slices.SortFunc(ks, func(a, b key) int { return a.a - b.a })
	slices.Sort(xs)
	sink = slices.Collect(maps.Keys(map[string]int{}))
	sort.Slice(ks, func(i, j int) bool { return ks[i].a < ks[j].a })
	type local struct{ x, y int }
	type other []local
	sink = local{}
	sink = &other{}
	sink = Map([]local{}, func(l local) other { return nil })
	func() {
		type local string
		sink = local("x")
		sink = Map([]local{}, func(l local) int { return 0 })
	}()
	sink = errors.Join(errors.New("x"), nil)
}
