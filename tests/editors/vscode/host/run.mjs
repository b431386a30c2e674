/** Starts the extension-host suite in a real VS Code and collects its results. */

import fs from "node:fs";
import path from "node:path";
import { modules } from "../lib/expected.mjs";
import { until } from "../lib/runner.mjs";
import { withWorkbench } from "../lib/workbench.mjs";

const SECONDS = 1200;

/** Runs host/suite.mjs and tallies each result as it comes. Throws when the extension host ends early. */
export async function runHostSuite(work, settings, tally) {
  const file = path.join(work.folder, "host-results.jsonl");
  fs.writeFileSync(file, "");
  const env = { GOESCAPE_TEST_RESULTS: file, GOESCAPE_TEST_COMMANDS: work.commands };
  await withWorkbench({ work, name: "host", copies: modules, settings, env }, async (workbench) => {
    let exit;
    await workbench.page.exposeFunction("codeAutomationLog", () => undefined);
    await workbench.page.exposeFunction("codeAutomationExit", (code) => {
      exit = code;
    });
    await workbench.load([
      ["extensionDevelopmentPath", import.meta.dirname],
      ["extensionTestsPath", path.join(import.meta.dirname, "index.cjs")],
    ]);
    let seen = 0;
    const finished = () => {
      const results = fs.readFileSync(file, "utf8").split("\n").slice(0, -1).map((line) => JSON.parse(line));
      results.slice(seen).forEach((result) => result && tally.add("extension host", result));
      seen = results.length;
      return results.at(-1) === null || exit !== undefined;
    };
    await until("the extension host's last test", finished, SECONDS);
    if (!finished() || !fs.readFileSync(file, "utf8").endsWith("null\n")) {
      throw new Error(`the extension host ended early with code ${exit}`);
    }
  });
}
