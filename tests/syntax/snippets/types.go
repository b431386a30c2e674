package p

type (
	A [N]int
	B [N * 2]int
	C[P *E,] struct{}
	D[P *E] struct{}
	E[P interface{ *E }] []P
	F[P *E|Q] int
	G[P ~int] int
	H[P (Q),] int
	I[P, Q any, R interface{ M() }] = map[P]Q
	J[K comparable, V []K] map[K]V
	K = struct {
		a, b int `tag`
		*L "tag"
		M[int]
		n.O; *n.P[int]
		q []int
		r [N]int
		s [3]struct{}
		_ func(a, b int) (<-chan int)
	}
	L interface {
		m(int, ...string) (a, b int); ~int | *T | []string
		n.O; P[int]; Q
		comparable
	}
	M chan<- <-chan (<-chan int)
	N func(func(a int), ...func()) (func() int)
	O *[]*map[[2]int]**p.T
	P (((int)))
	Q[T [3]int] int
	R[P []int] int
	S[P func()] int
	T [len("abc")]int
	U [a.b]int
	V [f(x)]int
)
type W struct{}; type X interface{}

func ( /* a receiver, if there were one */ ) without() {}

func () alike(x int) (y int) { return x }
