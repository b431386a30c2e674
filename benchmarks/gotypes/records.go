package main

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/constant"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Lines of an output file, fields separated by tabs:
//
//	T string                                      the next type, numbered from 0
//	N path                                        the next file, numbered from 0
//	F number version                              records of this file follow
//	R kind start end mode type value object       a record
//	E number offset soft message                  a problem; soft is true where types are right in spite of it
//
// start and end are byte offsets; type is a number or empty; object is the place of the definition, "number:offset".
// A value of more than longValue bytes is given by its hash, a string constant of more than longestText by its length.

const (
	longValue   = 200
	longestText = 1 << 20
)

type output struct {
	file   *os.File
	zipped *gzip.Writer
	*bufio.Writer
}

func create(path string) (*output, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	file, err := os.Create(path + ".part")
	if err != nil {
		return nil, err
	}
	zipped, _ := gzip.NewWriterLevel(file, gzip.BestSpeed)
	return &output{file, zipped, bufio.NewWriterSize(zipped, 1<<16)}, nil
}

// Close puts the file in its place.
func (o *output) Close() error {
	for _, step := range []func() error{o.Flush, o.zipped.Close, o.file.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	return os.Rename(o.file.Name(), strings.TrimSuffix(o.file.Name(), ".part"))
}

type dumper struct {
	fset  *token.FileSet
	info  *types.Info
	out   *output
	types map[string]int
	paths map[string]int
}

func (d *dumper) file(file *ast.File) {
	number := d.path(d.fset.File(file.Package).Name())
	fmt.Fprintf(d.out, "F\t%d\t%s\n", number, d.info.FileVersions[file])
	for _, decl := range file.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			d.node(n)
			return true
		})
	}
}

func (d *dumper) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Ident:
		d.ident(n)
	case *ast.CaseClause, *ast.Field:
		if obj := d.info.Implicits[n]; obj != nil {
			d.record("implicit", n, "", obj.Type(), "", obj)
		}
	case *ast.SelectorExpr:
		d.expr(n)
		d.selection(n)
	case ast.Expr:
		d.expr(n)
	}
}

// ident records what an identifier is as an expression, or else the object that it defines or uses. Where it does
// both (an embedded field), the object is the one that it uses.
func (d *dumper) ident(n *ast.Ident) {
	obj := d.info.Uses[n]
	if obj == nil {
		obj = d.info.Defs[n]
	}
	if tv, ok := d.info.Types[n]; ok {
		d.record("Ident", n, modeOf(tv), tv.Type, valueOf(tv), obj)
	} else if obj != nil {
		mode, value := objectMode(obj)
		d.record("Ident", n, mode, typeOf(obj), value, obj)
	}
	if instance, ok := d.info.Instances[n]; ok {
		var arguments []string
		for t := range instance.TypeArgs.Types() {
			arguments = append(arguments, types.TypeString(t, nil))
		}
		d.record("instance", n, "", instance.Type, strings.Join(arguments, "; "), nil)
	}
}

func (d *dumper) expr(n ast.Expr) {
	if tv, ok := d.info.Types[n]; ok {
		d.record(kindOf(n), n, modeOf(tv), tv.Type, valueOf(tv), nil)
	}
}

var selectionKinds = [...]string{types.FieldVal: "field", types.MethodVal: "method", types.MethodExpr: "methodexpr"}

func (d *dumper) selection(n *ast.SelectorExpr) {
	s := d.info.Selections[n]
	if s == nil {
		return
	}
	var path []string
	for _, index := range s.Index() {
		path = append(path, strconv.Itoa(index))
	}
	value := strings.Join(path, ".")
	if s.Indirect() {
		value += "*"
	}
	d.record("selection", n, selectionKinds[s.Kind()], s.Type(), value, s.Obj())
}

func (d *dumper) record(kind string, n ast.Node, mode string, t types.Type, value string, obj types.Object) {
	if !n.Pos().IsValid() {
		return
	}
	number := ""
	if t != nil {
		number = strconv.Itoa(d.typ(t))
	}
	if len(value) > longValue {
		value = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(value)))
	}
	place := d.place(obj)
	file := d.fset.File(n.Pos())
	fmt.Fprintf(d.out, "R\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n",
		kind, file.Offset(n.Pos()), file.Offset(n.End()), mode, number, value, place)
}

func (d *dumper) typ(t types.Type) int {
	text := types.TypeString(t, nil)
	number, ok := d.types[text]
	if !ok {
		number = len(d.types)
		d.types[text] = number
		fmt.Fprintf(d.out, "T\t%s\n", text)
	}
	return number
}

func (d *dumper) path(path string) int {
	number, ok := d.paths[path]
	if !ok {
		number = len(d.paths)
		d.paths[path] = number
		fmt.Fprintf(d.out, "N\t%s\n", path)
	}
	return number
}

func (d *dumper) place(obj types.Object) string {
	if obj == nil || !obj.Pos().IsValid() {
		return ""
	}
	file := d.fset.File(obj.Pos())
	return fmt.Sprintf("%d:%d", d.path(file.Name()), file.Offset(obj.Pos()))
}

// modeOf names how an expression may be used, the most telling way first.
func modeOf(tv types.TypeAndValue) string {
	switch {
	case tv.IsVoid():
		return "novalue"
	case tv.IsType():
		return "type"
	case tv.IsBuiltin():
		return "builtin"
	case tv.IsNil():
		return "nil"
	case tv.Value != nil:
		return "const"
	case tv.Addressable():
		return "var"
	case tv.Assignable():
		return "mapindex"
	case tv.HasOk():
		return "commaok"
	}
	return "value"
}

func valueOf(tv types.TypeAndValue) string {
	if tv.Value == nil {
		return ""
	}
	return textOf(tv.Value)
}

func textOf(value constant.Value) string {
	if value.Kind() == constant.String {
		if length := len(constant.StringVal(value)); length > longestText {
			return fmt.Sprintf("string of %d bytes", length)
		}
	}
	return value.ExactString()
}

func objectMode(obj types.Object) (mode, value string) {
	switch obj := obj.(type) {
	case *types.PkgName:
		return "package", ""
	case *types.Label:
		return "label", ""
	case *types.Const:
		return "const", textOf(obj.Val())
	case *types.TypeName:
		return "type", ""
	case *types.Var:
		if obj.IsField() {
			return "field", ""
		}
		return "var", ""
	case *types.Func:
		return "func", ""
	case *types.Builtin:
		return "builtin", ""
	}
	return "nil", ""
}

// typeOf is the type of an object that has one.
func typeOf(obj types.Object) types.Type {
	switch obj.(type) {
	case *types.PkgName, *types.Label:
		return nil
	}
	return obj.Type()
}

type problem struct {
	path    string
	offset  int
	soft    bool
	message string
}

func (d *dumper) problem(p problem) {
	fmt.Fprintf(d.out, "E\t%d\t%d\t%t\t%s\n", d.path(p.path), p.offset, p.soft, strings.ReplaceAll(p.message, "\n", " "))
}

func problemOf(fset *token.FileSet, err error) problem {
	if err, ok := err.(types.Error); ok && err.Pos.IsValid() {
		file := fset.File(err.Pos)
		return problem{file.Name(), file.Offset(err.Pos), err.Soft, err.Msg}
	}
	return problem{"", 0, false, err.Error()}
}

func syntaxProblems(path string, err error) []problem {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return []problem{{path, 0, false, err.Error()}}
	}
	var problems []problem
	for _, e := range list {
		problems = append(problems, problem{path, e.Pos.Offset, false, e.Msg})
	}
	return problems
}
