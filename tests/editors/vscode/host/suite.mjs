/** The tests that run inside the extension host. */

import assert from "node:assert/strict";
import fs from "node:fs";
import { allocations, placesOf } from "../lib/expected.mjs";
import { until } from "../lib/runner.mjs";
import { editorOf } from "./editor.mjs";

const MAIN = "orders/main.go";

const fits = ({ code, range: { start, end } }, place) =>
  start.line === place.line &&
  end.line === place.line &&
  start.character === place.start &&
  end.character === place.end &&
  (place.category === undefined || code.value === place.category);

const sameAs = (name) => {
  const places = placesOf(name);
  return (found) => found.length === places.length && found.every((diagnostic, i) => fits(diagnostic, places[i]));
};

/**
 * The tests by name, to be run in this order in one workspace; each leaves the files as they were.
 * @param {import("vscode")} vscode
 */
export function tests(vscode) {
  const editor = editorOf(vscode);
  const asExpected = (name) => editor.diagnosed(name, "the findings of the compiler", sameAs(name));

  const cases = {
    "a Go file activates the extension": async () => {
      await editor.open(MAIN);
      await until("activation", () => vscode.extensions.getExtension("goescape.goescape")?.isActive);
      // With an empty cache the compiler first builds all that the module imports.
      await editor.diagnosed(MAIN, "the first findings", (all) => all.length > 0, 280);
    },

    "a diagnostic says what, how grave, why and where to read on": async () => {
      const [found] = await asExpected(MAIN);
      assert.match(found.message, /heap/);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Information);
      assert.match(fs.readFileSync(found.code.target.fsPath, "utf8"), /^# /m);
      const explained = (all) => all.find(({ range }) => range.start.line === 19)?.relatedInformation?.length > 0;
      const [{ relatedInformation }] = await editor.diagnosed(MAIN, "the flow", explained);
      const lines = relatedInformation.map(({ location }) => location.range.start.line + 1);
      assert.ok(lines.includes(24), `the flow passes line 24: ${lines}`);
    },

    "a hover gives the verdict and the way of a value": async () => {
      const [place] = placesOf(MAIN);
      const { text, ranges } = await editor.hover(MAIN, place);
      assert.match(text, /moved to the heap/);
      assert.match(text, /main\.go#L24/, "a step links to its line");
      assert.match(text, /go1\.26|Go 1\.26/);
      assert.deepEqual(ranges.map(({ start, end }) => [start.line, start.character, end.character]), [[19, place.start, place.end]]);
    },

    "a hover on a parameter gives its contract": async () => {
      const { text } = await editor.hover(MAIN, { line: 18, start: 15 });
      assert.match(text, /orders/);
      assert.match(text, /does not escape/);
    },

    "a hover on a function's name gives its heap allocations": async () => {
      const { text } = await editor.hover(MAIN, { line: 32, start: 6 });
      assert.match(text, /seen/);
      assert.match(text, /main\.go#L34/);
    },

    "a hover is right behind characters of several bytes": async () => {
      await editor.open("text/text.go");
      await asExpected("text/text.go");
      for (const place of placesOf("text/text.go")) {
        const { text, ranges } = await editor.hover("text/text.go", place);
        assert.match(text, /heap/, place.text);
        assert.deepEqual([ranges[0].start.character, ranges[0].end.character], [place.start, place.end], place.text);
      }
    },

    "settings change severities and hide categories": async () => {
      const rest = allocations[MAIN].filter(({ category }) => category !== "interface-conversion").length;
      await editor.withSettings({ "goescape.severity.heapAllocation": "warning" }, () =>
        editor.diagnosed(MAIN, "warnings", (all) => all.length > 0 && all.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning)),
      );
      await editor.withSettings({ "goescape.severity.heapAllocation": "none" }, () =>
        editor.diagnosed(MAIN, "nothing", (all) => all.length === 0),
      );
      await editor.withSettings({ "goescape.disabledCategories": ["interface-conversion"] }, () =>
        editor.diagnosed(MAIN, "no interface conversions", (all) => all.length === rest),
      );
      await editor.withSettings({ "goescape.severity.leakingParameter": "hint" }, () =>
        editor.diagnosed("text/text.go", "heap allocations alone: nothing leaks", sameAs("text/text.go")),
      );
      await asExpected(MAIN);
    },

    "goescape.enable switches everything off and on": async () => {
      await editor.withSettings({ "goescape.enable": false }, () => editor.diagnosed(MAIN, "nothing", (all) => all.length === 0));
      await asExpected(MAIN);
    },

    "explanations come in Chinese when asked for": async () => {
      const chinese = (all) => all.length > 0 && all.every(({ message }) => /堆/.test(message));
      await editor.withSettings({ "goescape.locale": "zh-CN" }, async () => {
        await editor.diagnosed(MAIN, "Chinese messages", chinese);
        assert.match((await editor.hover(MAIN, placesOf(MAIN)[0])).text, /堆/);
      });
      await asExpected(MAIN);
    },

    "findings move with unsaved text": async () => {
      const moved = (all) => all.length === allocations[MAIN].length && all[0].range.start.line === 20;
      await editor.replace(MAIN, "package main\n", "package main\n\n", { save: false });
      await editor.diagnosed(MAIN, "every finding a line further down", moved);
      await editor.replace(MAIN, "package main\n\n", "package main\n", { save: false });
      await asExpected(MAIN);
    },

    "saving an edit brings new findings and takes old ones away": async () => {
      const added = "func main() {\n\t_ = 保留(1)\n";
      const kept = "\nfunc 保留(数 int) *int { /* 😀 */ return &数 }\n";
      await editor.replace(MAIN, "func main() {\n", `${kept.trim()}\n\n${added}`);
      const parameter = ({ range }) => range.start.line === 40 && range.start.character === 8 && range.end.character === 9;
      await editor.diagnosed(MAIN, "the parameter moved to the heap", (all) => all.some(parameter));
      await editor.replace(MAIN, `${kept.trim()}\n\n${added}`, "func main() {\n");
      await asExpected(MAIN);
    },

    "code that does not build keeps its findings and says why": async () => {
      await editor.replace(MAIN, "s := Summary{", "s :== Summary{");
      const problem = ({ code, range, severity }) =>
        code === "not-analysed" && range.start.line === 1 && severity === vscode.DiagnosticSeverity.Warning;
      const all = await editor.diagnosed(MAIN, "the reason on the package clause", (found) => found.some(problem));
      assert.match(all.find(problem).message, /syntax error|expected/);
      assert.ok(all.length > allocations[MAIN].length / 2, "findings elsewhere stay");
      await editor.replace(MAIN, "s :== Summary{", "s := Summary{");
      await asExpected(MAIN);
    },

    "the compiler's output opens as a document that cannot be edited": async () => {
      await editor.open(MAIN);
      await editor.run("goescape.showCompilerOutput");
      const shown = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "goescape-output");
      const text = (await until("the output", shown)).getText();
      assert.match(text, /^# example\.com\/orders$/m);
      assert.match(text, /^\.\/main\.go:20:2: moved to heap: s$/m);
      assert.equal(vscode.workspace.fs.isWritableFileSystem("goescape-output"), undefined);
    },

    "the engine and the server start again on command": async () => {
      await editor.run("goescape.restartEngine");
      await asExpected(MAIN);
      const before = await editor.information();
      await editor.run("goescape.restart");
      const after = await editor.information();
      assert.match(after.Process, /^\d+$/);
      assert.notEqual(after.Process, before.Process);
      await editor.open(MAIN);
      await asExpected(MAIN);
      assert.throws(() => process.kill(Number(before.Process), 0), "the old server has ended");
    },

    "the whole workspace is analysed on command": async () => {
      await editor.run("goescape.analyseWorkspace");
      await editor.open("orders/store/store.go");
      await asExpected("orders/store/store.go");
    },

    "debug information names the parts": async () => {
      const information = await editor.information();
      assert.match(information.Server, /^goescape /);
      assert.match(information["Go toolchain"], /^go1\.26/);
      assert.equal(information["Found by"], "bundled");
      assert.equal(information["Workspace trusted"], "true");
    },

    "a server that is not there is named": async () => {
      await editor.withSettings({ "goescape.path": "/no/such/goescape" }, () =>
        until("the reason", async () => /goescape\.path .*\/no\/such\/goescape/.test((await editor.information()).State)),
      );
      await editor.withSettings({ "goescape.interpreter": "/no/such/python" }, () =>
        until("the reason", async () => /3\.10 .*\/no\/such\/python: there is no such program/.test((await editor.information()).State)),
      );
      await editor.open(MAIN);
      await asExpected(MAIN);
    },

    "an installed server runs instead of the bundled one where it is named": async () => {
      const commands = process.env.GOESCAPE_TEST_COMMANDS;
      const environment = { "goescape.interpreter": `${commands}/python`, "goescape.importStrategy": "fromEnvironment" };
      const named = { "goescape.path": `${commands}/goescape` };
      for (const [settings, origin] of [[environment, "interpreter"], [named, "goescape.path"]]) {
        await editor.withSettings(settings, async () => {
          await until(`the server by ${origin}`, async () => {
            const information = await editor.information();
            return information["Found by"] === origin && information.Command.includes(`${commands}/goescape server`);
          });
          await editor.open(MAIN);
          await asExpected(MAIN);
        });
      }
      await until("the bundled server", async () => (await editor.information())["Found by"] === "bundled");
      await editor.open(MAIN);
      await asExpected(MAIN);
    },

    "a closed file has no diagnostics": async () => {
      await editor.run("workbench.action.closeAllEditors");
      await editor.diagnosed(MAIN, "nothing", (all) => all.length === 0);
    },
  };
  const places = Object.keys(allocations).map((name) => [
    `the findings of ${name} are those of the compiler, at its columns`,
    async () => {
      await editor.open(name);
      await asExpected(name);
    },
  ]);
  const [[activation, activate], ...others] = Object.entries(cases);
  return Object.fromEntries([[activation, activate], ...places, ...others]);
}
