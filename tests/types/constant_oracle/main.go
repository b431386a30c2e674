// Says what go/constant makes of the literals on standard input, one a line: its kind, a tab, its text (as strconv.Quote
// writes it). Prints lines of words separated by tabs: what was asked, then the result; literals by their index.
package main

import (
	"bufio"
	"fmt"
	"go/constant"
	"go/token"
	"math"
	"os"
	"strconv"
	"strings"
)

var kinds = map[string]token.Token{
	"int": token.INT, "float": token.FLOAT, "imaginary": token.IMAG, "char": token.CHAR, "string": token.STRING,
}
var arithmetic = map[string]token.Token{"+": token.ADD, "-": token.SUB, "*": token.MUL, "/": token.QUO}
var integer = map[string]token.Token{
	"/": token.QUO_ASSIGN, "%": token.REM, "&": token.AND, "|": token.OR, "^": token.XOR, "&^": token.AND_NOT,
}
var equality = map[string]token.Token{"==": token.EQL, "!=": token.NEQ}
var order = map[string]token.Token{"<": token.LSS, "<=": token.LEQ, ">": token.GTR, ">=": token.GEQ}

var out = bufio.NewWriter(os.Stdout)

func say(words ...any) {
	for i, word := range words {
		if i > 0 {
			out.WriteByte('\t')
		}
		fmt.Fprint(out, word)
	}
	out.WriteByte('\n')
}

func main() {
	defer out.Flush()
	var values []constant.Value
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		kind, quoted, _ := strings.Cut(in.Text(), "\t")
		text, err := strconv.Unquote(quoted)
		if err != nil {
			panic(err)
		}
		v := constant.MakeFromLiteral(text, kinds[kind], 0)
		say("literal", len(values), v.ExactString())
		values = append(values, v)
	}
	for i, x := range values {
		alone(i, x)
		for j, y := range values {
			together(i, x, j, y)
		}
	}
}

func numeric(v constant.Value) bool {
	return v.Kind() == constant.Int || v.Kind() == constant.Float || v.Kind() == constant.Complex
}

func alone(i int, x constant.Value) {
	if !numeric(x) {
		return
	}
	say("to_int", i, constant.ToInt(x).ExactString())
	say("to_float", i, constant.ToFloat(x).ExactString())
	say("unary", "-", i, constant.UnaryOp(token.SUB, x, 0).ExactString())
	if x.Kind() == constant.Int {
		say("unary", "^", i, constant.UnaryOp(token.XOR, x, 0).ExactString())
		say("unary8", "^", i, constant.UnaryOp(token.XOR, x, 8).ExactString())
		say("shift", "<<", i, constant.Shift(x, token.SHL, 70).ExactString())
		say("shift", ">>", i, constant.Shift(x, token.SHR, 3).ExactString())
	}
	if x.Kind() != constant.Complex {
		single, _ := constant.Float32Val(x)
		double, _ := constant.Float64Val(x)
		say("round", 32, i, rounded(float64(single)))
		say("round", 64, i, rounded(double))
	}
}

func rounded(f float64) string {
	if math.IsInf(f, 0) {
		return "unknown"
	}
	return constant.MakeFloat64(f).ExactString()
}

func together(i int, x constant.Value, j int, y constant.Value) {
	if x.Kind() == constant.String && y.Kind() == constant.String {
		say("binary", "+", i, j, constant.BinaryOp(x, token.ADD, y).ExactString())
	} else if !numeric(x) || !numeric(y) {
		return
	}
	for op, tok := range equality {
		say("compare", op, i, j, constant.Compare(x, tok, y))
	}
	if x.Kind() != constant.Complex && y.Kind() != constant.Complex {
		for op, tok := range order {
			say("compare", op, i, j, constant.Compare(x, tok, y))
		}
	}
	if x.Kind() == constant.String {
		return
	}
	for op, tok := range arithmetic {
		if op != "/" || constant.Sign(y) != 0 {
			say("binary", op, i, j, constant.BinaryOp(x, tok, y).ExactString())
		}
	}
	if x.Kind() == constant.Int && y.Kind() == constant.Int {
		for op, tok := range integer {
			if op != "/" && op != "%" || constant.Sign(y) != 0 {
				say("integers", op, i, j, constant.BinaryOp(x, tok, y).ExactString())
			}
		}
	}
}
