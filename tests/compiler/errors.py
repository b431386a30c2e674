"""What can be wrong with a build, each made for real, and the one line that a user sees of it."""

from __future__ import annotations

from dataclasses import dataclass

MODULE = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n"
NEEDS_X = "require example.org/x v1.0.0\n"
IMPORTS_X = '-- a.go --\npackage a\n\nimport _ "example.org/x"\n'
IMPORTS_B = '-- a.go --\npackage a\n\nimport _ "example.com/m/b"\n'
LOCAL_X = "replace example.org/x => ./x\n-- x/x.go --\npackage x\n"
MODULES = "-- a/go.mod --\nmodule example.com/a\n-- b/b.go --\npackage b\n"
WORKSPACE = "-- go.work --\ngo 1.24\nuse ./a\n" + MODULES
MODULE_B = "-- b/go.mod --\nmodule example.com/b\n"
SUM = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

CHECK = "check the path or the pattern"
GET = "run `go get example.org/x`; goescape fetches nothing by itself"
DOWNLOAD = "run `go mod download`; goescape fetches nothing by itself"
TIDY = "run `go mod tidy` (and `go mod vendor` where there is a vendor folder)"
NEWER = "set goescape.goBinary (--go-binary) to a newer go; goescape downloads no toolchain"
IN_MODULE = "run goescape in a module's folder, or list the module in go.work"
IN_THAT_MODULE = "run goescape in that module's folder, or list the module in go.work"


@dataclass(frozen=True)
class Case:
    """A module, what is asked of it, and what is said.

    `folder` is where the question is asked; ``$ROOT`` in a text stands for the module's folder. `place` is
    ``file:line:column``, "" for none.
    """

    archive: str
    summary: str
    advice: str = ""
    place: str = ""
    pattern: str = "."
    folder: str = "."
    goos: str = ""


OF_THE_PATTERN = {
    "no module": Case(
        "-- a.go --\npackage a\n",
        "no go.mod in this folder or above it",
        "run `go mod init NAME` in the module's root, or open the folder that holds go.mod",
    ),
    "no module, and a pattern": Case(
        "-- a.go --\npackage a\n",
        "this folder belongs to no module (or to none that go.work lists)",
        IN_MODULE,
        pattern="./...",
    ),
    "a folder outside the workspace": Case(
        WORKSPACE, "the folder b is in another module (or in none that go.work lists)", IN_THAT_MODULE, pattern="./b"
    ),
    "a module outside the workspace": Case(
        WORKSPACE + MODULE_B,
        "this folder belongs to no module (or to none that go.work lists)",
        IN_MODULE,
        folder="b",
    ),
    "a folder in another module": Case(
        MODULES + MODULE_B,
        "the folder ../b is in another module (or in none that go.work lists)",
        IN_THAT_MODULE,
        pattern="../b",
        folder="a",
    ),
    "an empty module": Case(MODULE, "the pattern ./... matches no packages", CHECK, pattern="./..."),
    "a pattern below a folder that is not there": Case(
        MODULE, "pattern ./none/...: lstat ./none/: no such file or directory", CHECK, pattern="./none/..."
    ),
    "a folder that is not there": Case(MODULE, "stat $ROOT/none: directory not found", CHECK, pattern="./none"),
    "a file that is not there": Case(MODULE, "there is no file none.go", "check the path", pattern="none.go"),
    "a file in a folder that is not there": Case(
        MODULE, "there is no file a/none.go", "check the path", pattern="a/none.go"
    ),
    "files of several folders": Case(
        MODULE + "-- a.go --\npackage a\n-- b/b.go --\npackage b\n",
        "named files must all be in one directory; have . and b",
        pattern="a.go b/b.go",
    ),
    "a folder without Go files": Case(
        MODULE + "-- empty/README --\n",
        "no Go files in $ROOT/empty",
        "name a folder that holds Go files, or a pattern such as ./...",
        pattern="./empty",
    ),
    "files for another system": Case(
        MODULE + "-- a_windows.go --\npackage a\n",
        "build constraints exclude all Go files in $ROOT",
        "set the build tags, GOOS or GOARCH that the files are for",
        goos="linux",
    ),
    "a system that Go does not know": Case(MODULE, "go: unsupported GOOS/GOARCH pair amiga/m68k", goos="amiga"),
    "no such standard package": Case(
        MODULE,
        "there is no package none in the standard library or in this module",
        "check the import path; a folder is written ./none",
        pattern="none",
    ),
    "a package of no module": Case(
        MODULE, "no required module provides package example.org/x", GET, pattern="example.org/x"
    ),
}

OF_A_MODULE = {
    "no module provides an import": Case(
        MODULE + IMPORTS_X, "no required module provides package example.org/x", GET, "a.go:3:8"
    ),
    "no module provides a dependency's import": Case(
        MODULE + IMPORTS_B + IMPORTS_X.replace("a.go", "b/b.go"),
        "no required module provides package example.org/x",
        GET,
        "b/b.go:3:8",
    ),
    "no vendored package provides an import": Case(
        MODULE + "-- vendor/modules.txt --\n" + IMPORTS_X, "no module provides package example.org/x", GET, "a.go:3:8"
    ),
    "not downloaded": Case(
        f"{MODULE}{NEEDS_X}-- go.sum --\nexample.org/x v1.0.0 {SUM}\nexample.org/x v1.0.0/go.mod {SUM}\n{IMPORTS_X}",
        "a module that the code needs is not in the module cache",
        DOWNLOAD,
        "a.go:3:8",
    ),
    "no go.sum": Case(
        MODULE + NEEDS_X + IMPORTS_X,
        "go.sum lacks an entry that the build needs",
        "run `go mod tidy`; goescape never changes go.mod or go.sum",
        "a.go:3:8",
    ),
    "go.mod lacks what a dependency needs": Case(
        f"{MODULE}{NEEDS_X}replace example.org/y => ./y\n{LOCAL_X}\nimport _ \"example.org/y\"\n"
        f"-- x/go.mod --\nmodule example.org/x\n\ngo 1.24\nrequire example.org/y v1.0.0\n"
        f"-- y/y.go --\npackage y\n-- y/go.mod --\nmodule example.org/y\n{IMPORTS_X}",
        "go.mod is not in step with the code or the vendor folder",
        TIDY,
    ),
    "a vendor folder out of step": Case(
        f"{MODULE}{NEEDS_X}-- vendor/modules.txt --\n# example.org/x v1.1.0\n## explicit\n{IMPORTS_X}",
        "go.mod is not in step with the code or the vendor folder",
        TIDY,
    ),
    "a newer Go for the module": Case(
        MODULE.replace("1.24", "1.999") + "-- a.go --\npackage a\n",
        "Go 1.999 is needed; the toolchain is Go $GO",
        NEWER,
    ),
    "a newer Go for the workspace": Case(
        WORKSPACE.replace("1.24", "1.999"), "Go 1.999 is needed; the toolchain is Go $GO", NEWER, folder="a"
    ),
    "a newer Go for a dependency": Case(
        f"{MODULE}{NEEDS_X}{LOCAL_X}-- x/go.mod --\nmodule example.org/x\n\ngo 1.999\n{IMPORTS_X}",
        "Go 1.999 is needed; the toolchain is Go $GO",
        NEWER,
    ),
    "a go.mod that cannot be read": Case(
        "-- go.mod --\nmodul example.com/m\n", "go: errors parsing go.mod: go.mod:1: unknown directive: modul"
    ),
    "a replacement that is not there": Case(
        f"{MODULE}{NEEDS_X}replace example.org/x => ./x\n{IMPORTS_X}",
        "a.go:3:8: example.org/x@v1.0.0: replacement directory ./x does not exist",
        place="a.go:3:8",
    ),
}

OF_THE_CODE = {
    "a syntax error": Case(
        MODULE + "-- a.go --\npackage a\n\nfunc f( {\n",
        "./a.go:3:9: syntax error: unexpected {, expected )",
        place="a.go:3:9",
    ),
    "no package clause": Case(
        MODULE + "-- a.go --\n// nothing\n", "a.go:1:12: expected 'package', found 'EOF'", place="a.go:1:12"
    ),
    "the first of two type errors": Case(
        MODULE + '-- a.go --\npackage a\n\nvar 日本 int = "😀"\nvar x = y\n',
        './a.go:3:18: cannot use "😀" (untyped string constant) as int value in variable declaration',
        place="a.go:3:18",
    ),
    "a type error in a dependency": Case(
        MODULE + IMPORTS_B + "-- b/b.go --\npackage b\n\nvar x = y\n",
        "b/b.go:3:9: undefined: y",
        place="b/b.go:3:9",
    ),
    "a package that std lacks": Case(
        MODULE + '-- a.go --\npackage a\n\nimport _ "none"\n',
        "there is no package none in the standard library or in this module",
        "check the import path; a folder is written ./none",
        "a.go:3:8",
    ),
    "an internal package": Case(
        MODULE + '-- a.go --\npackage a\n\nimport _ "net/http/internal"\n',
        "a.go:3:8: use of internal package net/http/internal not allowed",
        place="a.go:3:8",
    ),
    "an import cycle": Case(
        MODULE + IMPORTS_B + '-- b/b.go --\npackage b\nimport _ "example.com/m"\n',
        "import cycle not allowed: example.com/m imports example.com/m/b imports example.com/m",
    ),
    "two packages in a folder": Case(
        MODULE + "-- a.go --\npackage a\n-- b.go --\npackage b\n",
        "found packages a (a.go) and b (b.go) in $ROOT",
    ),
    "an embedded file that is not there": Case(
        MODULE + '-- a.go --\npackage a\n\nimport _ "embed"\n\n//go:embed none\nvar s string\n',
        "a.go:5:12: pattern none: no matching files found",
        place="a.go:5:12",
    ),
}

CASES = {**OF_THE_PATTERN, **OF_A_MODULE, **OF_THE_CODE}
