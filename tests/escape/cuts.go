// Package cuts has values that escape. "way x:" is above the hops of a value's way, one a line, from the value on: what
// is done last on the hop, and where the value then is. "cut" marks the one without which the value would stay.
package cuts

import "fmt"

type T struct{ p *int }

var sink any
var global *int

// way x: assign to p
// way x: assign to {heap}, cut
func stored() {
	x := 1
	p := &x
	global = p
}

// way x: assign to {heap}
func twice() {
	x := 1
	global = &x
	global = &x
}

// way x: return to ~r0, cut
func returned() *int {
	x := 1
	return &x
}

// way x: return to ~r0, cut
func passed() *int {
	x := 1
	return pass(&x)
}

// way x: assign to p, cut
// way x: assign to {heap}
func split() *int {
	x := 1
	p := &x
	global = p
	return p
}

func pass(p *int) *int { return p }

// way x: struct literal element to {storage for &T{...}}
// way x: assign to {heap}, cut
// way &T{...}: assign to {heap}, cut
func held() {
	x := 1
	sink = &T{p: &x}
}

// way x: reference to {storage for func literal}
// way x: return to ~r0, cut
// way func literal: return to ~r0, cut
func captured() func() int {
	x := 1
	return func() int { x++; return x }
}

// way new(int): assign to last, cut
func looped(n int) int {
	var last *int
	for range n {
		last = new(int)
	}
	return *last
}

// way x: call parameter to {heap}, cut
func unknown(f func(*int)) {
	x := 1
	f(&x)
}

// way n: slice-literal-element to {storage for ... argument}
// way n: call parameter to {heap}, cut
func printed(n int) {
	fmt.Println(n)
}

// way big: too large for stack to {heap}, cut
func large() int {
	var big [1 << 20]int
	return big[len(sink.(string))]
}
