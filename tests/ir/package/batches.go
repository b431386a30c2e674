package p

func leaf() {}

func calls() { leaf() }

func self(n int) { self(n - 1) }

func ping() { pong() }
func pong() { ping(); leaf() }

func capturing() func() {
	x := 1
	return func() { x++; other() }
}

func other() { _ = capturing }

func independent() { go func() { leaf() }() }

type t struct{}

func (t) method()       { t.method(t{}) }
func (p *t) value() any { return p.method }

// leaf
// calls
// self (recursive)
// ping pong (recursive)
// capturing capturing.func1 other (recursive)
// independent.func1
// independent
// t.method (recursive)
// (*t).value
