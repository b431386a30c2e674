// Says how go/types relates the types in the Go file on standard input: those of its variables, and of the
// parameters of its functions. Prints lines of words separated by tabs: the answers that are yes, and for each type
// what the names of all fields and methods select in it.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
)

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
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "subject.go", os.Stdin, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	config := types.Config{Importer: importer.Default()}
	info := types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
	pkg, err := config.Check("p", fset, []*ast.File{file}, &info)
	if err != nil {
		panic(err)
	}
	subjects := map[string]types.Type{}
	names := map[string]bool{}
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Var:
			subjects[name] = obj.Type()
		case *types.Func:
			for v := range obj.Signature().Params().Variables() {
				subjects[v.Name()] = v.Type()
			}
		case *types.TypeName:
			collect(names, obj.Type())
		}
	}
	for _, t := range subjects {
		collect(names, t)
	}
	ordered := sorted(subjects)
	for _, x := range ordered {
		alone(pkg, x, subjects[x], sorted(names))
		for _, y := range ordered {
			relate(x, subjects[x], y, subjects[y])
		}
	}
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// collect adds the names of the fields and methods of a declared type.
func collect(names map[string]bool, t types.Type) {
	if named, ok := t.(*types.Named); ok {
		for m := range named.Methods() {
			names[m.Name()] = true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			names[f.Name()] = true
		}
	case *types.Interface:
		for m := range u.Methods() {
			names[m.Name()] = true
		}
	}
}

func alone(pkg *types.Package, name string, t types.Type, names []string) {
	say("type", name, types.TypeString(t, nil))
	say("underlying", name, types.TypeString(t.Underlying(), nil))
	if types.Comparable(t) {
		say("comparable", name)
	}
	for _, sel := range names {
		for _, addressable := range []bool{false, true} {
			obj, index, indirect := types.LookupFieldOrMethod(t, addressable, pkg, sel)
			found := "-"
			if obj != nil {
				found = obj.Name() + " " + types.TypeString(obj.Type(), nil)
			}
			if obj != nil || index != nil || indirect {
				say("lookup", name, sel, addressable, found, index, indirect)
			}
		}
	}
}

func relate(x string, t types.Type, y string, u types.Type) {
	answers := map[string]bool{
		"identical":   types.Identical(t, u),
		"ignore_tags": types.IdenticalIgnoreTags(t, u),
		"assignable":  types.AssignableTo(t, u),
		"convertible": types.ConvertibleTo(t, u),
	}
	if i, ok := u.Underlying().(*types.Interface); ok {
		answers["implements"] = types.Implements(t, i)
		answers["satisfies"] = types.Satisfies(t, i)
		answers["assertable"] = types.AssertableTo(i, t)
	}
	for _, question := range sorted(answers) {
		if answers[question] {
			say(question, x, y)
		}
	}
}
