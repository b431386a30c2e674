/** What happens in a workspace that is not trusted: no Go command runs, until the user says so. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { modules, placesOf } from "../lib/expected.mjs";
import { runTests } from "../lib/runner.mjs";
import { withWorkbench, writeJson } from "../lib/workbench.mjs";
import { languageStatus, TALL, underlined } from "./editor.mjs";

const MAIN = "orders/main.go";

/** The go command of these tests writes down that it ran, and for whom, before it does its work. */
export async function runTrustSuite(work, settings, tally) {
  const log = path.join(work.folder, "go-ran.log");
  fs.rmSync(log, { force: true });
  const watched = (name) => watchedGo(path.join(work.folder, `go-of-${name}`), settings["goescape.goBinary"], log, name);
  const user = { ...settings, "goescape.goBinary": watched("user") };
  await withWorkbench({ work, name: "trust", copies: modules, settings: user, trusted: false }, async (workbench) => {
    writeJson(workbench.file(".vscode/settings.json"), { "goescape.goBinary": watched("workspace") });
    const ran = () => (fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : []);
    await runTests(tests(workbench, ran), async (result) => {
      tally.add("trust", result);
      if (result.error !== null) {
        await workbench.page.screenshot({ path: path.join(work.folder, `failed-${result.name.replaceAll(/\W+/g, "-")}.png`) });
      }
    });
  });
}

function tests(workbench, ran) {
  const { page } = workbench;
  return {
    "a workspace that is not trusted runs nothing, says so, and shows predictions": async () => {
      await page.setViewportSize(TALL);
      await workbench.open(MAIN);
      await page.getByRole("button", { name: "Restricted Mode" }).first().waitFor();
      await languageStatus(page, /trust/i);
      await page.locator("[class*=squiggly-]").first().waitFor();
      assert.deepEqual(ran(), []);
    },

    "what the workspace names runs once it is trusted": async () => {
      await workbench.command("Workspaces: Manage Workspace Trust");
      await page.locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" }).first().click();
      await page.locator(".tab[data-resource-name='main.go']").click();
      await underlined(page, placesOf(MAIN), 280);
      assert.deepEqual([...new Set(ran())], ["workspace"]);
    },
  };
}

function watchedGo(file, go, log, name) {
  fs.writeFileSync(file, `#!/bin/sh\necho ${name} >> '${log}'\nexec '${go}' "$@"\n`, { mode: 0o755 });
  return file;
}
