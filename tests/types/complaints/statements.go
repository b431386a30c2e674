package p

type stringer interface{ String() string }
type number interface{ ~int | ~float64 }
type named int

func pair() (int, error)     { return 0, nil }
func nothing()               {}
func recover2(f func() bool) {}

func expressions(i int, c chan int, f func() int) {
	i         //! is not used
	i + 1     //! is not used
	named(i)  //! is not used
	int       //! is not an expression
	len       //! must be called
	len("x")  //! is not used
	append(nil) //! invalid append
	f()
	(f())
	<-c
	nothing   //! is not used
}

func suspended(i int, f func() int) {
	go f()
	defer f()
	defer recover()
	go i         //! must be function call
	defer int(i) //! requires function call, not conversion
	defer len("") //! discards result
	go append([]int(nil), i) //! discards result
}

func channels(in <-chan int, out chan<- int, s string) {
	out <- 1
	in <- 1   //! cannot send to
	out <- s  //! cannot use
	<-out     //! cannot receive from
	s <- 1    //! cannot send to
}

func branches(i int) {
	break       //! break not in for
	continue    //! continue not in for
	fallthrough //! fallthrough statement out of place
	for {
		fallthrough //! fallthrough statement out of place
		func() {
			break //! break not in for
		}()
	}
	switch i {
	case 1:
		continue //! continue not in for
	case 2:
		fallthrough
	case 3:
		fallthrough //! cannot fallthrough final case
	}
}

func conditions(i int, s string) {
	if i { //! non-boolean condition in if statement
	}
	for s { //! non-boolean condition in for statement
	}
	for i := 0; i < 3; j := 0 { //! cannot declare in post statement
	}
}

func results() (int, string) {
	return 1        //! not enough return values
	return 1, "", 2 //! too many return values
	return pair()   //! cannot use
	return "", ""   //! cannot use
}

func named2() (n int, err error) {
	{
		n := 1
		_ = n
		return //! result parameter n not in scope at return
	}
	return
}

func none() {
	return 1 //! too many return values
}

func missing(i int) int {
	for i > 0 {
		return 1
	}
} //! missing return

func complete(i int, c chan int) int {
	switch i {
	case 1:
		panic("x")
	case 2:
		for {
		}
	case 3:
		select {}
	case 4:
	loop:
		for {
			for {
				break
			}
			continue loop
		}
	default:
		{
			goto end
		}
	}
end:
	if i > 1 {
		return 1
	} else if i > 0 {
		return 2
	} else {
		return 3
	}
}

func broken(i int) int {
outer:
	for {
		switch {
		case i > 0:
			break outer
		}
	}
} //! missing return

func shadowed(panic func()) int {
	panic()
} //! missing return

func labels(i int) {
	goto inside   //! jumps into block
	goto nowhere  //! not declared
	goto over     //! jumps over variable declaration
	j := 1
	_ = j
over:
	{
	inside:
		i++
	}
loop:
	for {
		break over    //! invalid break label
		continue over //! invalid continue label
		break loop
		func() {
			goto loop //! not declared
		}()
	}
loop: //! already declared
	for {
	}
unused: //! declared and not used
	switch i {
	}
}

func switches(i int, s string, f func(), x any) {
	switch i {
	case 1, 2:
	case 2: //! duplicate case
	case s: //! mismatched types
	case 1.5: //! truncated
	}
	switch f {
	case nil:
	case f: //! not defined
	}
	switch [1]func(){} { //! cannot switch on
	}
	switch {
	case i > 0, false, false:
	case i: //! mismatched types
	}
	switch x {
	case 1, int8(1), uint(1):
	case "a", named(1):
	case 1: //! duplicate case
	default:
	default: //! multiple defaults
	}
	switch nil { //! use of untyped nil
	}
}

func typeSwitches[T any](i int, t T, x any, s stringer) {
	switch x.(type) {
	case int, string:
	case *int, []int:
	case string: //! duplicate case string
	case nil:
	case nil: //! duplicate case nil
	case *int: //! duplicate case *int
	case undeclared: //! undefined
	}
	switch i.(type) { //! is not an interface
	}
	switch t.(type) { //! type parameter
	}
	switch s.(type) {
	case named: //! impossible
	case error:
	}
	switch _ := x.(type) { //! no new variable
	}
}

func selects(c chan int, s string) {
	select {
	case v, ok := <-c:
		_, _ = v, ok
	case c <- 1:
	case <-c:
	case s = "x": //! select case must be send or receive
	default:
	default: //! multiple defaults
	}
}

func ranges[N number, L []int | [3]int](i int, f float64, out chan<- int, p *[3]int, s *[]int, n N, l L) {
	for range f { //! cannot range over
	}
	for range out { //! receive from send-only channel
	}
	for range s { //! cannot range over
	}
	for range n { //! cannot range over
	}
	for range l { //! cannot range over
	}
	for a, b := range i { //! permits only one iteration variable
		_, _ = a, b
	}
	for range p {
	}
	for a := range func(func()) {} { //! yield func does not return bool
		_ = a
	}
	for a := range func(func() bool) {} { //! permits no iteration variables
		_ = a
	}
	for range func(func(a, b, c int) bool) {} { //! too many parameters
	}
	for range func() {} { //! wrong argument count
	}
	for range func(func() bool) int { return 0 } { //! unexpected results
	}
	for f = range 3 { //! iteration variable
	}
	for _ = range i {
	}
	for _ := range i { //! no new variables
	}
}
