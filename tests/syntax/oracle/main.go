// Command oracle lists, for each Go file named on standard input, the points at which the compiler can place a
// message and the text that belongs to each: one JSON object a file, with an array of
// [point, start, end] in byte offsets.
//
// It rests on go/parser alone, so that it owes nothing to the parser that it is a check for.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
)

type listing struct {
	File   string   `json:"file"`
	Places [][3]int `json:"places"`
}

func main() {
	out := json.NewEncoder(os.Stdout)
	names := bufio.NewScanner(os.Stdin)
	for names.Scan() {
		source, err := os.ReadFile(names.Text())
		if err != nil {
			log.Fatal(err)
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, names.Text(), source, parser.SkipObjectResolution)
		if err != nil {
			log.Fatal(err)
		}
		l := &lister{source: source, base: fset.File(file.FileStart).Base()}
		ast.Inspect(file, l.visit)
		if err := out.Encode(listing{names.Text(), l.places}); err != nil {
			log.Fatal(err)
		}
	}
	if err := names.Err(); err != nil {
		log.Fatal(err)
	}
}

type lister struct {
	source []byte
	base   int
	places [][3]int
}

func (l *lister) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		l.add(n.Name.Pos(), n.Name)
		if n.Recv != nil {
			l.add(n.Recv.Opening, n.Name)
		}
	case *ast.CaseClause:
		for _, e := range n.List {
			l.addParts(e)
		}
	case *ast.CallExpr:
		l.addCall(n)
	case *ast.AssignStmt:
		l.add(n.TokPos, n)
	case *ast.SendStmt:
		l.add(n.Arrow, n)
	case *ast.GoStmt, *ast.DeferStmt, *ast.ReturnStmt, *ast.RangeStmt, *ast.ForStmt:
		l.add(n.Pos(), n)
	}
	if e, ok := n.(ast.Expr); ok {
		l.add(l.point(e), e)
	}
	return true
}

// addCall adds what else a call's point stands for: its arguments, made into a slice. If the call is a
// conversion, its point is its operand's.
func (l *lister) addCall(call *ast.CallExpr) {
	if len(call.Args) == 0 {
		return
	}
	first, last := call.Args[0], call.Args[len(call.Args)-1]
	l.places = append(l.places, [3]int{l.offset(call.Lparen), l.offset(first.Pos()), l.offset(last.End())})
	if len(call.Args) == 1 && !call.Ellipsis.IsValid() {
		l.add(l.point(first), call)
	}
}

// addParts adds a case's type at all the points of its parts: the variable of a type switch is declared at one.
func (l *lister) addParts(whole ast.Expr) {
	ast.Inspect(whole, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			l.add(l.point(e), whole)
		}
		return true
	})
}

// point returns where the compiler's parser places an expression.
func (l *lister) point(e ast.Expr) token.Pos {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return e.Lbrace
	case *ast.SelectorExpr:
		return l.dotBefore(e.Sel.Pos())
	case *ast.TypeAssertExpr:
		return l.dotBefore(e.Lparen)
	case *ast.IndexExpr:
		return e.Lbrack
	case *ast.IndexListExpr:
		return e.Lbrack
	case *ast.SliceExpr:
		return e.Lbrack
	case *ast.CallExpr:
		return e.Lparen
	case *ast.BinaryExpr:
		return e.OpPos
	}
	return e.Pos()
}

func (l *lister) dotBefore(pos token.Pos) token.Pos {
	return token.Pos(bytes.LastIndexByte(l.source[:l.offset(pos)], '.') + l.base)
}

func (l *lister) add(point token.Pos, n ast.Node) {
	l.places = append(l.places, [3]int{l.offset(point), l.offset(n.Pos()), l.offset(n.End())})
}

func (l *lister) offset(pos token.Pos) int { return int(pos) - l.base }
