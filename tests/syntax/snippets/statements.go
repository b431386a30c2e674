package p;

import "a"; import "b"

func labels() {
L:
	L1:
	for { break L; continue L1 }
	goto end
end: }

func controls(ch chan int, x any) (n int) {
	if x == (T{}) { return }
	if v, ok := x.(int); ok && v > 0 { n++ } else if y := 1; y > 0 { n-- } else { n += 1 }
	for range ch {}
	for i := range 10 { _ = i }
	for k, v = range m { ; }
	for k := range (T{}) {}
	for ; ; { break }
	for ; n < 3; { n <<= 1 }
	for i, j := 0, 1; i < j; i, j = j, i+1 {}
	for n < len([]int{1, 2}) {}
	switch { case true: fallthrough; default: }
	switch x := x.(type) { case nil, int: case func(int) (string): default: _ = x }
	switch y := 1; x.(type) {}
	switch y := 1; y {}
	switch ; {}
	switch f() { case 1, 2: ; n = 1; case g(T{1}): }
	select {}
	select { case ch <- 1: case v := <-ch: _ = v; case v, ok = <-ch: case <-ch: ; default: }
	go func() {}()
	defer (recover)()
	var x, y int = 1, 2; const c = 1; type T = int
	;
	{ { } ; }
	*p = 1; (*p)++; <-ch
	a[i], b.c = 1, 2
	x &^= 3
	return func() int { return 1 }()
}

func literal() { if f := func() bool { for range (T{}) {}; return T{} == T{} }; f() {} }
func composite() { for _, t := range []T{{1}, {2}} { _ = t }; switch (T{}) {}; if x := (T{1}); x.y {} }
