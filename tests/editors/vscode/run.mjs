/*
 * The VS Code extension in a real VS Code, in a real browser, with the real Go toolchain.
 *
 *     GOESCAPE_TEST_GO=/path/to/go node tests/editors/vscode/run.mjs [--update-pictures] [SUITE...]
 *
 * GOESCAPE_TEST_GO names a Go 1.26, GOESCAPE_EDITORS_WORK the folder for what is installed and made (.ci/work),
 * PYTHON the Python that bundles the server (python3). --update-pictures renews the pictures in docs/images. The
 * suites are host, screen, fixes, trust and without-go; all run unless some are named.
 * Prints a line a test and "N passed, 0 failed" at the end; any other end has an exit code other than 0.
 */

import path from "node:path";
import { Tally } from "./lib/runner.mjs";
import { prepare, repository } from "./lib/work.mjs";

const go = process.env.GOESCAPE_TEST_GO;
if (!go) {
  console.error("GOESCAPE_TEST_GO has to name a go command");
  process.exit(2);
}
const work = prepare(path.resolve(process.env.GOESCAPE_EDITORS_WORK ?? path.join(repository, ".ci/work"), "vscode"));
const update = process.argv.includes("--update-pictures");
const pictures = update ? path.join(repository, "docs/images") : path.join(work.folder, "pictures");
const settings = { "goescape.goBinary": go };
const tally = new Tally();

// Loaded now that their packages are installed.
const { runHostSuite } = await import("./host/run.mjs");
const { runScreenSuite } = await import("./ui/run.mjs");
const { runFixSuite } = await import("./ui/fixes.mjs");
const { runTrustSuite } = await import("./ui/trust.mjs");
const { runSuiteWithoutGo } = await import("./ui/withoutGo.mjs");

const suites = {
  host: () => runHostSuite(work, settings, tally),
  screen: () => runScreenSuite(work, settings, tally, pictures),
  fixes: () => runFixSuite(work, settings, tally, pictures),
  trust: () => runTrustSuite(work, settings, tally),
  "without-go": () => runSuiteWithoutGo(work, tally, pictures),
};
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
for (const name of named.length > 0 ? named : Object.keys(suites)) {
  await suites[name]();
}

console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
