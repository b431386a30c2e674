/** What a user sees: squiggles, hovers, the Problems panel, the status; and the pictures of them. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { modules, placeIn, placesOf } from "../lib/expected.mjs";
import { runTests, until } from "../lib/runner.mjs";
import { withWorkbench } from "../lib/workbench.mjs";
import { hoverText, languageStatus, listed, PICTURE, retype, TALL, underlined } from "./editor.mjs";

const MAIN = "orders/main.go";
const TEXT = "text/text.go";

/** @param {string} pictures the folder for vscode-*.png */
export async function runScreenSuite(work, settings, tally, pictures) {
  fs.mkdirSync(pictures, { recursive: true });
  await withWorkbench({ work, name: "screen", copies: modules, settings }, async (workbench) => {
    const { page } = workbench;
    await runTests(tests(workbench, pictures), async (result) => {
      tally.add("screen", result);
      if (result.error !== null) {
        await page.screenshot({ path: path.join(work.folder, `failed-${result.name.replaceAll(/\W+/g, "-")}.png`) });
      }
    });
  });
}

function tests(workbench, pictures) {
  const { page } = workbench;
  const picture = (name) => page.screenshot({ path: path.join(pictures, `vscode-${name}.png`) });
  const main = placesOf(MAIN);
  const text = placesOf(TEXT);

  return {
    "each finding of main.go has its squiggle under its text": async () => {
      await page.setViewportSize(TALL);
      await workbench.open(MAIN);
      await underlined(page, main, 280);
    },

    "pointing at a variable brings up the verdict": async () => {
      await page.setViewportSize(PICTURE);
      const shown = await hoverText(page, main[0], /moved to the heap[^]*Why:/);
      assert.match(shown, /return &s/);
      await picture("hero");
      await page.keyboard.press("Escape");
    },

    "the language status names the toolchain": async () => {
      await languageStatus(page, /heap allocations[^]*go1\.26/);
    },

    "the Problems panel lists every finding with its line and column": async () => {
      await workbench.command("View: Toggle Problems");
      await page.waitForSelector(".markers-panel .monaco-list-row");
      await picture("problems");
      await listed(workbench, main);
    },

    "a category's link opens its page": async () => {
      await page.locator(".markers-panel a.monaco-link", { hasText: "closure-capture" }).first().click();
      await page.waitForSelector(".tab[data-resource-name='closure-capture.md']");
    },

    "typing and saving moves the squiggles": async () => {
      await page.setViewportSize(TALL);
      await workbench.open(MAIN);
      await underlined(page, main);
      const source = "\treturn &Summary{Count: s.Count}";
      await retype(page, 24, source.trim());
      const lines = [...Array(23).fill(""), source];
      const added = { ...placeIn(lines, { line: 24, text: "&Summary{Count: s.Count}" }), source, text: source.trim() };
      await underlined(page, [...main.slice(1), added]);
      await retype(page, 24, "return &s");
      await underlined(page, main);
    },

    "squiggles and hovers are right behind characters of several bytes": async () => {
      await page.setViewportSize(PICTURE);
      await workbench.open(TEXT);
      await underlined(page, text);
      for (const place of text) {
        await hoverText(page, place, new RegExp(`${place.text.split("{")[0]}[^]*heap[^]*Why:`));
      }
      await picture("multibyte");
      await page.keyboard.press("Escape");
    },

    "the Problems panel counts UTF-16 columns": async () => {
      await workbench.command("View: Toggle Problems");
      await page.waitForSelector(".markers-panel .monaco-list-row");
      await picture("multibyte-problems");
      await listed(workbench, text);
    },

    "the compiler's output opens beside the file": async () => {
      await page.setViewportSize(TALL);
      await workbench.open(MAIN);
      await workbench.command("goescape: Show the Compiler's Output");
      const beside = page.locator(".editor-group-container").nth(1);
      await until("the output", async () => /moved to heap: s/.test(normal(await beside.locator(".view-lines").innerText())));
    },
  };
}

/** Monaco shows blanks as no-break spaces. */
function normal(text) {
  return text.replaceAll("\u00a0", " ");
}
