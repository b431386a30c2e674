package p

import "unsafe"

type ordered interface{ ~int | ~string }
type words []string
type tree struct {
	value int
	*leaf
}
type leaf struct{ size int }

func (t tree) grow() {}

func pair() (int, string)              { return 0, "" }
func nothing()                         {}
func fixed(a int, b string)            {}
func variadic(a int, rest ...string)   {}
func pick[T any](a, b T) T             { return a }
func from[T, R any](t T) (r R)         { return r }
func apply[T, R any](t T, f func(T) R) {}
func most[T ordered](list ...T) (t T)  { return t }

func arguments(i int, s string, list []string, f func(int) string) {
	fixed(pair())
	fixed(1)             //! not enough arguments
	fixed(1, s, 3)       //! too many arguments
	fixed(s, s)          //! cannot use
	fixed(nothing(), s)  //! (no value) used as value
	fixed(pair(), s)     //! multiple-value
	fixed(1, list...)    //! cannot use ... in call to non-variadic
	variadic()           //! not enough arguments
	variadic(1)
	variadic(1, s, s)
	variadic(1, s, i)    //! cannot use
	variadic(1, list...)
	variadic(1, s, list...) //! too many arguments
	variadic(pair()...)  //! cannot use ... with 2-valued
	i()                  //! cannot call non-function
	undeclared(i)        //! undefined
	_ = f("x")           //! cannot use
	_ = int              //! is not an expression
	_ = nothing()        //! used as value
}

func conversions(i int, s string, list []int) {
	_ = int()       //! missing argument in conversion
	_ = int(i, i)   //! too many arguments in conversion
	_ = int(s)      //! cannot convert
	_ = string(list) //! cannot convert
	_ = []int(list...) //! invalid use of ... in conversion
	_ = ordered(i)  //! cannot use interface
	_ = int8(300)   //! overflows
}

func generics(i int, s string) {
	_ = pick(i, i)
	_ = pick(1, 2.5)
	_ = pick(i, s)       //! does not match
	_ = pick[int](i, s)  //! cannot use
	_ = pick[int, int](i, i) //! type arguments
	_ = from(i)          //! cannot infer R
	_ = from[int](i)     //! cannot infer R
	_ = from[int, string](i)
	apply(i, from[int, string])
	apply(i, from[int])  //! cannot infer
	_ = most(1.5)        //! does not satisfy
	_ = most[float64]()  //! does not satisfy
	_ = pick             //! without instantiation
	_ = pick[undeclared](1, 2) //! undefined
	var f func(int, int) int = pick
	var g func(int, int) string = pick //! does not match
	var h func(int) string = from
	_, _, _ = f, g, h
}

func builtins(i int, s string, list []int, m map[string]int, c <-chan int, p *int, f float64) {
	_ = len(i)              //! invalid argument
	_ = cap(m)              //! invalid argument
	_ = len()               //! not enough arguments
	_ = len(s, s)           //! too many arguments
	_ = len(list...)        //! invalid use of ...
	_ = append(s, 1)        //! must be a slice
	_ = append(list, s)     //! cannot use
	_ = append(nil, 1)      //! must be a slice
	_ = append([]byte(nil), s...)
	_ = append(list, s...)  //! cannot use
	_ = copy(list, s)       //! different element types
	_ = copy(i, list)       //! must be a slice
	clear(i)                //! cannot clear
	close(c)                //! cannot close
	close(i)                //! cannot close
	delete(list, 1)         //! is not a map
	delete(m, 1)            //! cannot use
	_ = complex(f, i)       //! mismatched types
	_ = complex(s, s)       //! expected floating-point
	_ = real(f)             //! expected complex
	_ = max()               //! not enough arguments
	_ = max(1, s)           //! mismatched types
	_ = min(list)           //! cannot be ordered
	_ = make(int)           //! cannot make
	_ = make([]int)         //! expects 2 or 3 arguments
	_ = make(map[string]int, 1, 2) //! expects 1 or 2 arguments
	_ = make([]int, -1)     //! must not be negative
	_ = make([]int, 2, 1)   //! length and capacity swapped
	_ = make([]int, f)      //! must be integer
	_ = new(undeclared)     //! undefined
	_ = new(nil)            //! use of untyped nil
	_ = new(1, 2)           //! too many arguments
	panic()                 //! not enough arguments
	print(nil)              //! use of untyped nil
	println(list...)        //! invalid use of ...
	_ = recover(1)          //! too many arguments
	_ = clear(m)            //! used as value
}

func unsafely(i int, s string, t tree, p *byte) {
	_ = unsafe.Add(p, 1)    //! cannot use
	_ = unsafe.Slice(i, 1)  //! is not a pointer
	_ = unsafe.Slice(p, s)  //! must be integer
	_ = unsafe.Slice(p, -1) //! must not be negative
	_ = unsafe.SliceData(i) //! is not a slice
	_ = unsafe.String(s, 1) //! cannot use
	_ = unsafe.StringData(p) //! cannot use
	_ = unsafe.Sizeof(nil)  //! use of untyped nil
	_ = unsafe.Offsetof(i)  //! not a selector expression
	_ = unsafe.Offsetof(t.none) //! no single field
	_ = unsafe.Offsetof(t.grow) //! is a method value
	_ = unsafe.Offsetof(t.size) //! embedded via a pointer
	_ = unsafe.Offsetof(t.value)
	_ = unsafe.Missing      //! undefined
}
