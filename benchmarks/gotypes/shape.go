package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
)

// kinds names syntax nodes as goescape.syntax.nodes does where go/ast has another name.
var kinds = map[string]string{
	"ParenExpr":      "Paren",
	"SelectorExpr":   "Selector",
	"IndexExpr":      "Index",
	"IndexListExpr":  "Index",
	"TypeAssertExpr": "TypeAssert",
	"CallExpr":       "Call",
	"StarExpr":       "Star",
	"UnaryExpr":      "Unary",
	"BinaryExpr":     "Binary",
	"KeyValueExpr":   "KeyValue",
	"LabeledStmt":    "Labeled",
	"SendStmt":       "Send",
	"IncDecStmt":     "IncDec",
	"AssignStmt":     "Assign",
	"GoStmt":         "Go",
	"DeferStmt":      "Defer",
	"ReturnStmt":     "Return",
	"BranchStmt":     "Branch",
	"BlockStmt":      "Block",
	"IfStmt":         "If",
	"SwitchStmt":     "Switch",
	"TypeSwitchStmt": "TypeSwitch",
	"SelectStmt":     "Select",
	"ForStmt":        "For",
	"RangeStmt":      "Range",
}

func kindOf(n ast.Node) string {
	name := reflect.TypeOf(n).Elem().Name()
	if short, ok := kinds[name]; ok {
		return short
	}
	return name
}

// shape prints for each file "F path", a line "kind start end" for each node below its declarations in preorder
// (offsets in bytes), and "E offset message" for each syntax error.
func shape(paths []string) error {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fset := token.NewFileSet()
	for _, path := range paths {
		fmt.Fprintf(out, "F\t%s\n", path)
		file, err := parser.ParseFile(fset, path, nil, parser.AllErrors|parser.SkipObjectResolution)
		if file != nil {
			printNodes(out, fset, file)
		}
		if err != nil {
			for _, p := range syntaxProblems(path, err) {
				fmt.Fprintf(out, "E\t%d\t%s\n", p.offset, p.message)
			}
		}
	}
	return nil
}

func printNodes(out *bufio.Writer, fset *token.FileSet, file *ast.File) {
	for _, decl := range file.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			if n != nil && n.Pos().IsValid() {
				at := fset.File(n.Pos())
				fmt.Fprintf(out, "%s\t%d\t%d\n", kindOf(n), at.Offset(n.Pos()), at.Offset(n.End()))
			}
			return true
		})
	}
}
