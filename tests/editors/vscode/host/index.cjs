/**
 * The entry that VS Code calls in its extension host. Each result becomes a line of JSON in the file
 * GOESCAPE_TEST_RESULTS, since standard output is not at hand there.
 */
const fs = require("node:fs");
const vscode = require("vscode");

exports.run = async () => {
  const { runTests } = await import("../lib/runner.mjs");
  const { tests } = await import("./suite.mjs");
  const file = process.env.GOESCAPE_TEST_RESULTS;
  await runTests(tests(vscode), (result) => fs.appendFileSync(file, `${JSON.stringify(result)}\n`));
  fs.appendFileSync(file, "null\n");
};
