package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"sync"
)

// A manifest is what check reads: packages by id, dependencies included.
type manifest struct {
	Arch     string
	Packages []*unit
}

// A unit is one package, or one variant of it: with its own tests, or its external tests.
type unit struct {
	ID      string
	Path    string
	Files   []string          // absolute
	Imports map[string]string // as written -> ID; what is not here is imported by its own path
	Version string            // language version, "go1.26", or empty for the newest
	Output  string            // where the records go; empty for a mere dependency

	state    importState
	imported *types.Package
}

type importState int

const (
	unknown importState = iota
	running
	done
)

// A world holds the packages of a manifest and what their importers already know. Of an imported package only the
// declarations are checked, once for all who import it.
type world struct {
	fset  *token.FileSet
	sizes types.Sizes
	units map[string]*unit
	mu    sync.Mutex // guards the state and package of every unit
}

func check([]string) error {
	var m manifest
	if err := json.NewDecoder(os.Stdin).Decode(&m); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	w := &world{fset: token.NewFileSet(), sizes: types.SizesFor("gc", m.Arch), units: map[string]*unit{}}
	if w.sizes == nil {
		return fmt.Errorf("no such architecture: %q", m.Arch)
	}
	for _, u := range m.Packages {
		w.units[u.ID] = u
	}
	targets := make(chan *unit)
	failures := make(chan error, runtime.GOMAXPROCS(0))
	for range cap(failures) {
		go func() { failures <- w.checkAll(targets) }()
	}
	for _, u := range m.Packages {
		if u.Output != "" {
			targets <- u
		}
	}
	close(targets)
	var failure error
	for range cap(failures) {
		if err := <-failures; err != nil {
			failure = err
		}
	}
	return failure
}

func (w *world) checkAll(targets <-chan *unit) error {
	var failure error
	for u := range targets {
		if err := w.checkTarget(u); err != nil {
			failure = err
		}
	}
	return failure
}

// checkTarget checks a package with its bodies and writes its records.
func (w *world) checkTarget(u *unit) error {
	out, err := create(u.Output)
	if err != nil {
		return err
	}
	info := &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
	files, problems := w.parse(u)
	config := w.config(u)
	config.Error = func(err error) { problems = append(problems, problemOf(w.fset, err)) }
	config.Check(u.Path, w.fset, files, info)
	d := &dumper{fset: w.fset, info: info, out: out, types: map[string]int{}, paths: map[string]int{}}
	for _, file := range files {
		d.file(file)
	}
	for _, p := range problems {
		d.problem(p)
	}
	return out.Close()
}

func (w *world) config(u *unit) *types.Config {
	return &types.Config{
		GoVersion:   u.Version,
		FakeImportC: true,
		Sizes:       w.sizes,
		Importer:    importer{w, u},
	}
}

// parse reads a package's files; what cannot be read or parsed is a problem.
func (w *world) parse(u *unit) ([]*ast.File, []problem) {
	var files []*ast.File
	var problems []problem
	for _, path := range u.Files {
		file, err := parser.ParseFile(w.fset, path, nil, parser.AllErrors|parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			problems = append(problems, syntaxProblems(path, err)...)
		}
		if file != nil {
			files = append(files, file)
		}
	}
	return files, problems
}

// An importer resolves the imports of one unit.
type importer struct {
	world *world
	unit  *unit
}

func (i importer) Import(path string) (*types.Package, error) {
	i.world.mu.Lock()
	defer i.world.mu.Unlock()
	return i.world.importFor(i.unit, path)
}

// importFor is called with the lock held.
func (w *world) importFor(from *unit, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	id := path
	if mapped, ok := from.Imports[path]; ok {
		id = mapped
	}
	u := w.units[id]
	if u == nil {
		return nil, fmt.Errorf("package %s is not there", id)
	}
	switch u.state {
	case running:
		return nil, fmt.Errorf("import cycle through %s", id)
	case unknown:
		u.state = running
		files, _ := w.parse(u)
		config := w.config(u)
		config.IgnoreFuncBodies = true
		config.Error = func(error) {}
		config.Importer = locked{w, u}
		u.imported, _ = config.Check(u.Path, w.fset, files, nil)
		u.state = done
	}
	return u.imported, nil
}

// A locked importer serves a package that is itself being imported.
type locked struct {
	world *world
	unit  *unit
}

func (l locked) Import(path string) (*types.Package, error) { return l.world.importFor(l.unit, path) }
