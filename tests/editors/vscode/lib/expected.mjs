/**
 * What the compiler (Go 1.26) says of the fixtures, and where: `line` is 1-based, `text` is what is underlined,
 * `after` how many earlier occurrences of `text` on the line to pass over. Columns are counted from the file
 * itself in UTF-16 units, independently of the server.
 */

import fs from "node:fs";
import path from "node:path";
import { repository } from "./work.mjs";

/** Folders to copy, by name in the workspace. */
export const modules = {
  orders: path.join(repository, "examples/orders"),
  text: path.join(repository, "tests/editors/vscode/fixtures/text"),
};

/**
 * Every heap allocation that the default settings show, in the order of the places. `category` is given where the
 * finding can be explained in one way only.
 */
export const allocations = {
  "orders/main.go": [
    { line: 20, text: "s", category: "returned-pointer" },
    { line: 29, text: "s.Count", category: "interface-conversion" },
    { line: 29, text: "s.Total", category: "interface-conversion" },
    { line: 34, text: "seen", category: "closure-capture" },
    { line: 35, text: "func() bool", category: "returned-pointer" },
    { line: 42, text: "store.New(8)" },
    { line: 42, text: "store.New(8)" },
    { line: 45, text: "db.Put(store.Order{ID: i, Total: money.Cents(1999 * (i + 1))})" },
    { line: 45, text: "db.Put(store.Order{ID: i, Total: money.Cents(1999 * (i + 1))})" },
    { line: 47, text: "i+1", category: "interface-conversion" },
    { line: 50, text: "每日报告(summarise(db.All()))", category: "interface-conversion" },
    { line: 50, text: "每日报告(summarise(db.All()))", category: "interface-conversion" },
    { line: 50, text: "每日报告(summarise(db.All()))", category: "interface-conversion" },
  ],
  "orders/store/store.go": [
    {
      line: 21,
      text: "&Store{byID: make(map[int]*Order, size), recent: make([]*Order, 0, size), added: make(chan *Order, size)}",
      category: "returned-pointer",
    },
    { line: 21, text: "make(map[int]*Order, size)" },
    { line: 21, text: "make([]*Order, 0, size)" },
    { line: 25, text: "o", after: 1, category: "slice-or-map-element" },
    { line: 27, text: "append(s.recent, &o)", category: "append-growth" },
    { line: 36, text: "make([]Order, len(s.recent))", category: "returned-pointer" },
  ],
  "text/text.go": [
    { line: 10, text: "&数{値: n}", category: "stored-outside" },
    { line: 12, text: "größe", after: 1, category: "interface-conversion" },
    { line: 12, text: "大きさ", after: 1, category: "interface-conversion" },
    { line: 15, text: "絵文字", category: "returned-pointer" },
  ],
};

/**
 * The place of an expectation in a file's text.
 * @returns {{line: number, start: number, end: number}} 0-based, in UTF-16 units
 */
export function placeIn(lines, { line, text, after = 0 }) {
  let start = lines[line - 1].indexOf(text);
  for (let passed = 0; passed < after && start >= 0; passed++) {
    start = lines[line - 1].indexOf(text, start + 1);
  }
  if (start < 0) {
    throw new Error(`line ${line} has no such ${text}: ${lines[line - 1]}`);
  }
  return { line: line - 1, start, end: start + text.length };
}

/** The places of all allocations of a file; `name` as in `allocations`. */
export function placesOf(name) {
  const [module, ...rest] = name.split("/");
  const lines = fs.readFileSync(path.join(modules[module], ...rest), "utf8").split("\n");
  return allocations[name].map((expectation) => ({ ...expectation, ...placeIn(lines, expectation), source: lines[expectation.line - 1] }));
}
