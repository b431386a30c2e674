// Package flows has values that escape and parameters that leak. Below the line of each: "want flow", how it gets away,
// hop by hop; and "want cut", in English and Chinese, what would have to be otherwise; {+N} is the Nth line from there.
package flows

import "fmt"

type Node struct {
	next *Node
	val  int
}

var root *Node

func returned(n int) *Node {
	node := Node{val: n}
	// want flow node: p = &node (address-of, assign); ~r0 = p (return)
	// want cut It would stay on the stack if `p` were not returned: `return p` (line {+5}).
	// want cut 如果 `p` 没有被返回：`return p`（第 {+5} 行），它就会留在栈上。
	p := &node
	return p
}

func stored() { root = &Node{} }
// want flow &Node{}: {heap} = &{storage for &Node{}} (spill, assign)
// want cut It would stay on the stack if it were not stored where it outlives the call: `root = &Node{}` (line {+0}).
// want cut 如果它没有被存储到比调用存活更久的位置：`root = &Node{}`（第 {+0} 行），它就会留在栈上。

func printed(n int) { fmt.Println("n", n) }
// want flow "n": {storage for ... argument} = &{storage for "n"} (spill, slice-literal-element); {heap} = {storage for ... argument} (spill, call parameter)
// want cut It would stay on the stack if the slice of variadic arguments were not passed to `fmt.Println` (line {+0}).
// want cut 如果可变参数的切片没有传给 `fmt.Println`（第 {+0} 行），它就会留在栈上。
// want flow n: {storage for ... argument} = &{storage for n} (spill, slice-literal-element); {heap} = {storage for ... argument} (spill, call parameter)
// want cut It would stay on the stack if the slice of variadic arguments were not passed to `fmt.Println` (line {+0}).
// want cut 如果可变参数的切片没有传给 `fmt.Println`（第 {+0} 行），它就会留在栈上。

func captured(n int) func() int {
	count := n
	// want flow count: {storage for func literal} = &count (captured by a closure, reference); ~r0 = &{storage for func literal} (spill, return)
	// want cut It would stay on the stack if the function literal were not returned: `return func literal` (line {+4}).
	// want cut 如果函数字面量没有被返回：`return func literal`（第 {+4} 行），它就会留在栈上。
	return func() int { count++; return count }
	// want flow func literal: ~r0 = &{storage for func literal} (spill, return)
	// want cut It would stay on the stack if it were not returned: `return func literal` (line {+0}).
	// want cut 如果它没有被返回：`return func literal`（第 {+0} 行），它就会留在栈上。
}

func launched(done chan bool) {
// want flow done: {storage for func literal} = done (captured by a closure); {heap} = &{storage for func literal} (spill)
	x := 1
	// want flow x: {storage for func literal} = &x (captured by a closure, reference); {heap} = &{storage for func literal} (spill)
	// want cut It would stay on the stack if the function literal were not run by a `go` statement, or by a `defer` statement in a loop (line {+4}).
	// want cut 如果函数字面量没有由 `go` 语句运行，也没有由循环中的 `defer` 语句运行（第 {+4} 行），它就会留在栈上。
	go func() { x++; done <- true }()
	// want flow func literal: {heap} = &{storage for func literal} (spill)
	// want cut It would stay on the stack if it were not run by a `go` statement, or by a `defer` statement in a loop (line {+0}).
	// want cut 如果它没有由 `go` 语句运行，也没有由循环中的 `defer` 语句运行（第 {+0} 行），它就会留在栈上。
}

func sent(c chan *int) {
	v := 2
	// want flow v: {heap} = &v (address-of, send)
	// want cut It would stay on the stack if it were not sent on a channel: `c <- &v` (line {+4}).
	// want cut 如果它没有被发送到 channel：`c <- &v`（第 {+4} 行），它就会留在栈上。
	c <- &v
}

func twice(c chan *int) *int {
	v := 2
	// want flow v: {heap} = &v (address-of, send)
	c <- &v
	return &v
}

func looped(n int) (sum int) {
	var last *int
	for i := range n {
	// want flow i: last = &i (address-of, assign)
	// want cut It would stay on the stack if it were not assigned to `last`: `last = &i` (line {+7}).
	// want cut 如果它没有被赋给 `last`：`last = &i`（第 {+7} 行），它就会留在栈上。
		if last != nil {
			sum += *last
		}
		last = &i
	}
	return sum
}

func large() byte {
	var a [20 << 20]byte
	// want flow a: {heap} = &a (too large for stack)
	// want cut It would stay on the stack if it were small enough (line {+0}).
	// want cut 如果它足够小（第 {+0} 行），它就会留在栈上。
	return a[len(a)/2]
}

func appended(list []*Node) []*Node {
// want flow list: {temp} = list (call parameter); {heap} = *{temp} (appendee slice)
// want flow list: {temp} = list (call parameter); {temp} = {temp} (); ~r0 = {temp} (return)
	return append(list, &Node{})
	// want flow &Node{}: {heap} = &{storage for &Node{}} (spill, call parameter)
	// want cut It would stay on the stack if it were not appended to a slice whose array may be on the heap (line {+0}).
	// want cut 如果它没有被追加到底层数组可能在堆上的切片（第 {+0} 行），它就会留在栈上。
	// want flow append: ~r0 = &{storage for append(list, &Node{})} (spill, return)
	// want cut It would stay on the stack if it were not returned: `return append(list, &Node{})` (line {+0}).
	// want cut 如果它没有被返回：`return append(list, &Node{})`（第 {+0} 行），它就会留在栈上。
}

func nested() *Node {
	n := &Node{next: &Node{}}
	// want flow &Node{...}: n = &{storage for &Node{...}} (spill, assign); ~r0 = n (return)
	// want cut It would stay on the stack if `n` were not returned: `return n` (line {+7}).
	// want cut 如果 `n` 没有被返回：`return n`（第 {+7} 行），它就会留在栈上。
	// want flow &Node{}: {storage for &Node{...}} = &{storage for &Node{}} (spill, struct literal element); n = &{storage for &Node{...}} (spill, assign); ~r0 = n (return)
	// want cut It would stay on the stack if `n` were not returned: `return n` (line {+7}).
	// want cut 如果 `n` 没有被返回：`return n`（第 {+7} 行），它就会留在栈上。
	return n
}

func dynamic(f func(*Node)) { f(&Node{}) }
// want flow &Node{}: {heap} = &{storage for &Node{}} (spill, call parameter)
// want cut It would stay on the stack if it were not passed to `f` (line {+0}).
// want cut 如果它没有传给 `f`（第 {+0} 行），它就会留在栈上。

func (n Node) method() {}

func methodValue(n Node) func() {
// want flow n: {temp} = n (); {storage for n.method} = {temp} (); f = &{storage for n.method} (spill, assign); ~r0 = f (return)
	f := n.method
	// want flow n.method: f = &{storage for n.method} (spill, assign); ~r0 = f (return)
	// want cut It would stay on the stack if `f` were not returned: `return f` (line {+4}).
	// want cut 如果 `f` 没有被返回：`return f`（第 {+4} 行），它就会留在栈上。
	return f
}

func kept(n *Node) *Node {
// want flow n: {heap} = *n (dot of pointer, assign)
// want flow n: ~r0 = n (return)
	root = n.next
	return n
}

func boxed(text string) any {
	return text + "."
	// want flow text + ".": ~r0 = &{storage for text + "."} (spill, return)
	// want cut It would stay on the stack if it were not returned: `return text + "."` (line {+0}).
	// want cut 如果它没有被返回：`return text + "."`（第 {+0} 行），它就会留在栈上。
	// want flow text + ".": {storage for text + "."} = &{storage for text + "."} (spill, interface-converted); ~r0 = &{storage for text + "."} (spill, return)
	// want cut It would stay on the stack if it were not returned: `return text + "."` (line {+0}).
	// want cut 如果它没有被返回：`return text + "."`（第 {+0} 行），它就会留在栈上。
}
