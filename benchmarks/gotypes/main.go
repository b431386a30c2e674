// Command gotypes says what go/parser and go/types make of Go code, for comparison.
//
//	gotypes check < manifest.json
//	gotypes shape FILE...
//
// check reads a manifest of packages, checks those that name an output file from source, function bodies included,
// and writes their records there. shape lists the syntax nodes of files.
package main

import (
	"fmt"
	"os"
)

func main() {
	commands := map[string]func([]string) error{"check": check, "shape": shape}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: gotypes check < manifest.json | gotypes shape FILE...")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "gotypes:", err)
		os.Exit(1)
	}
}
