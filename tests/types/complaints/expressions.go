package p

import "strings"

type point struct{ x, y int }

func (p *point) move()     {}
func (p point) norm() int  { return 0 }

type left struct{ same int }
type right struct{ same int }
type both struct {
	left
	right
}
type number interface{ ~int | ~float64 }

func pick[T any](t T) T { return t }
func two() (int, error) { return 0, nil }
func none()             {}

func operators(i int, u uint8, f float64, s string, p *point, m map[string]int, ok bool, fn func(), x any) {
	_ = i + s              //! mismatched types
	_ = i + 1.5            //! truncated to int
	_ = u + 256            //! overflows uint8
	_ = -s                 //! operator - not defined
	_ = !i                 //! operator ! not defined
	_ = ^f                 //! operator ^ not defined
	_ = f % 2              //! operator % not defined
	_ = s && ok            //! mismatched types
	_ = s * s              //! operator * not defined
	_ = i / 0              //! division by zero
	_ = 1 / 0.0            //! division by zero
	_ = f << 2             //! must be integer
	_ = i << -1            //! negative shift count
	_ = i << 1.5           //! truncated to uint
	_ = i << s             //! must be integer
	_ = 1 << 5000          //! invalid shift count
	var g float64 = 1 << i //! must be integer
	_ = g
	_ = m == m             //! operator == not defined
	_ = fn == fn           //! operator == not defined
	_ = p < p              //! operator < not defined
	_ = nil == nil         //! operator == not defined
	_ = i == nil           //! mismatched types
	_ = *i                 //! cannot indirect
	_ = &1                 //! cannot take address
	_ = &two               //! cannot take address
	_ = <-i                //! cannot receive
	_ = 1 << 600           //! constant overflow
	_ = int8(1) << 7       //! overflows int8
	_ = nil                //! use of untyped nil
	_ = none()             //! used as value
	_ = two()              //! assignment mismatch
	_ = two() + 1          //! single-value context
	_ = int                //! is not an expression
	_ = len                //! must be called
	_ = strings            //! not in selector
	_ = pick               //! without instantiation
	_ = x + 1              //! mismatched types
}

func conversions(i int, s string, p *point, f float64) {
	_ = int(s)             //! cannot convert
	_ = uint8(256)         //! overflows uint8
	_ = int(1.5)           //! truncated to int
	_ = []byte(i)          //! cannot convert
	_ = point(p)           //! cannot convert
	_ = string(f)          //! cannot convert
}

func selectors(p point, pp **point, b both, x interface{ M() }, q *interface{ M() }) {
	_ = p.z                //! no field or method z
	_ = pp.x               //! no field or method x
	_ = b.same             //! ambiguous selector
	_ = point{}.move       //! cannot call pointer method
	_ = point.move         //! invalid method expression
	_ = point.x            //! has no method x
	_ = x.N                //! no field or method N
	_ = q.M                //! pointer to interface
	_ = strings.Nothing    //! undefined: strings.Nothing
	_ = strings.explode    //! not exported
}

func indices[T number](i int, s string, a [3]int, l []int, m map[string]int, t T) {
	_ = i[0]               //! cannot index
	_ = t[0]               //! cannot index
	_ = a[3]               //! out of bounds
	_ = a[-1]              //! must not be negative
	_ = l["x"]             //! cannot convert
	_ = l[1.5]             //! truncated to int
	_ = m[1]               //! cannot use
	_ = s[1:2:3]           //! 3-index slice of string
	_ = l[2:1]             //! invalid slice indices
	_ = i[:]               //! cannot slice
	_ = [2]int{}[:]        //! cannot slice unaddressable
	_ = t.(int)            //! type parameter
	_ = i.(int)            //! is not an interface
}

func literals() {
	_ = point{1}           //! too few values
	_ = point{1, 2, 3}     //! too many values
	_ = point{z: 1}        //! unknown field z
	_ = point{x: 1, x: 2}  //! duplicate field name
	_ = point{x: 1, 2}     //! mixture
	_ = point{x: "s"}      //! cannot use
	_ = [2]int{1, 2, 3}    //! out of bounds
	_ = []int{0: 1, 0: 2}  //! duplicate index
	_ = []int{"s"}         //! cannot use
	_ = map[int]int{1}     //! missing key
	_ = map[int]int{1: 1, 1: 2} //! duplicate key
	_ = int{}              //! invalid composite literal
	_ = map[any]int{1: 1, 1.0: 2, '\x01': 3}
}

func assignments(i int, s string, m map[string]point) (int, error) {
	i = s                  //! cannot use
	i, s = 1               //! assignment mismatch
	i, s = two()           //! cannot use
	1 = i                  //! cannot assign
	two() = i              //! single-value context
	m["k"].x = 1           //! cannot assign
	s++                    //! not defined
	i += "s"               //! mismatched types
	i := 2                 //! no new variables
	var e error = 1        //! cannot use
	var v, w = 1           //! assignment mismatch
	_, _, _ = e, v, w
	if i > 1 {
		return 1           //! not enough return values
	}
	return "s", nil        //! cannot use
}
