// Command types_oracle checks the packages whose import paths are its arguments with go/types, and lists each
// expression of theirs that has a value: one line of JSON, [file, start, end, size, alignment, is string], offsets
// and sizes in bytes, for a machine with 64-bit words. What has no size, or no type of its own, is left out.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"log"
	"os"
	"path/filepath"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fset := token.NewFileSet()
	c := checker{fset, types.Config{Importer: importer.ForCompiler(fset, "source", nil)}, json.NewEncoder(out)}
	for _, path := range os.Args[1:] {
		if err := c.list(path); err != nil {
			log.Fatal(err)
		}
	}
}

type checker struct {
	fset   *token.FileSet
	config types.Config
	out    *json.Encoder
}

func (c checker) list(path string) error {
	found, err := build.Import(path, "", 0)
	if err != nil {
		return err
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(c.fset, filepath.Join(found.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if _, err := c.config.Check(path, c.fset, files, info); err != nil {
		return err
	}
	sizes := types.SizesFor("gc", "amd64")
	for expression, typed := range info.Types {
		if !typed.IsValue() || typed.Value != nil || !hasSize(typed.Type, 0) {
			continue
		}
		start, end := c.fset.Position(expression.Pos()), c.fset.Position(expression.End())
		basic, isBasic := typed.Type.Underlying().(*types.Basic)
		isString := isBasic && basic.Kind() == types.String
		size, alignment := sizes.Sizeof(typed.Type), sizes.Alignof(typed.Type)
		if err := c.out.Encode([]any{start.Filename, start.Offset, end.Offset, size, alignment, isString}); err != nil {
			return err
		}
	}
	return nil
}

func hasSize(t types.Type, depth int) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return t.Info()&types.IsUntyped == 0
	case *types.Tuple, *types.TypeParam:
		return false
	case *types.Named:
		for argument := range t.TypeArgs().Types() {
			if depth > 5 || !hasSize(argument, depth+1) {
				return false
			}
		}
		return hasSize(t.Underlying(), depth+1)
	case *types.Array:
		return hasSize(t.Elem(), depth+1)
	case *types.Struct:
		for field := range t.Fields() {
			if !hasSize(field.Type(), depth+1) {
				return false
			}
		}
	}
	return true
}
