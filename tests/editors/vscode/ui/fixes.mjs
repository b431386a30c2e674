/** Proven fixes on the screen: the lightbulb, the menu, the edited file, and the squiggle that goes. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { placeIn } from "../lib/expected.mjs";
import { runTests, until } from "../lib/runner.mjs";
import { squiggles, textBox, underlines } from "../lib/screen.mjs";
import { withWorkbench } from "../lib/workbench.mjs";
import { languageStatus, PICTURE } from "./editor.mjs";

const FILE = "fixes.go";
const FIXTURE = path.join(import.meta.dirname, "../../fixtures/fixes");
const BY_VALUE = "Pass guest by value (copies more at each call): 1 heap allocation fewer at its callers";
const CAPACITY = "Preallocate capacity for names: fewer heap allocations at run time";
const EVERY = "Apply all 2 proven fixes in this file";

/** @param {string} pictures the folder for vscode-*.png */
export async function runFixSuite(work, settings, tally, pictures) {
  const shown = { ...settings, "editor.lightbulb.enabled": "on" };
  await withWorkbench({ work, name: "fixes", copies: { "": FIXTURE }, settings: shown }, async (workbench) => {
    await runTests(tests(workbench, pictures), async (result) => {
      tally.add("fixes", result);
      if (result.error !== null) {
        await workbench.page.screenshot({ path: path.join(work.folder, `failed-${result.name.replaceAll(/\W+/g, "-")}.png`) });
      }
    });
  });
}

function tests(workbench, pictures) {
  const { page } = workbench;
  const onDisk = () => fs.readFileSync(workbench.file(FILE), "utf8");
  const before = onDisk();
  const picture = (name) => page.screenshot({ path: path.join(pictures, `vscode-${name}.png`) });

  return {
    "the lightbulb offers to pass by value, with the proof": async () => {
      await page.setViewportSize(PICTURE);
      await workbench.open(FILE);
      await languageStatus(page, /2 fixes proven/, 280);
      const place = placeOf(before, "guest", "guest := Guest{");
      await until("the squiggle", () => underlined(page, place));
      const titles = await menu(page, place);
      assert.ok(titles.includes(BY_VALUE), titles.join("\n"));
      await picture("fix-by-value");
    },

    "applying it edits the function and its call, and saving clears the squiggle": async () => {
      await choose(page, BY_VALUE);
      await until("the edited text", async () => /greet\(guest, said\)/.test(await shownText(page)));
      await page.keyboard.press("Control+S");
      const after = before.replace("guest *Guest", "guest Guest").replace("greet(&guest, said)", "greet(guest, said)");
      await until("the saved text", () => onDisk() === after);
      await until("the squiggle to go", async () => !(await underlined(page, placeOf(after, "guest", "guest := Guest{"))));
    },

    "the lightbulb offers to preallocate, with the proof": async () => {
      await languageStatus(page, /1 fix proven/, 280);
      const titles = await menu(page, placeOf(onDisk(), "append(names, guest.Name)", "append(names"));
      assert.ok(titles.includes(CAPACITY), titles.join("\n"));
      await picture("fix-preallocate");
      await choose(page, CAPACITY);
      await until("the edited text", async () => /make\(\[\]string, 0, len\(guests\)\)/.test(await shownText(page)));
      await page.keyboard.press("Control+S");
      await until("the saved text", () => /names := make\(\[\]string, 0, len\(guests\)\)$/m.test(onDisk()));
    },

    "one undo brings the text back, and what was proven with it": async () => {
      fs.writeFileSync(workbench.file(FILE), before);
      await workbench.open(FILE);
      await languageStatus(page, /2 fixes proven/, 280);
      await page.locator(".monaco-editor .view-lines").first().click();
      // What is proven together comes after what is proven by itself; an open menu stays as it is.
      await until("all fixes at once", async () => {
        await page.keyboard.press("Escape");
        await workbench.command("Source Action...");
        await page.locator(".action-widget .monaco-list-row", { hasText: EVERY }).waitFor({ timeout: 3000 });
        return true;
      });
      await choose(page, EVERY);
      await until("the edited text", async () => {
        const text = await shownText(page);
        return /greet\(guest, said\)/.test(text) && /make\(\[\]string, 0, len\(guests\)\)/.test(text);
      });
      await page.keyboard.press("Control+Z");
      await until("the old text", async () => /greet\(&guest, said\)/.test(await shownText(page)));
      const titles = await menu(page, placeOf(before, "guest", "guest := Guest{"));
      assert.ok(titles.includes(BY_VALUE), titles.join("\n"));
      await page.keyboard.press("Escape");
    },
  };
}

/** The place of `text` at the beginning of the first `context` of a file. */
function placeOf(file, text, context) {
  const lines = file.split("\n");
  const line = lines.findIndex((each) => each.includes(context));
  return { ...placeIn(lines, { line: line + 1, text }), source: lines[line], text };
}

async function underlined(page, place) {
  const box = await textBox(page, place);
  return (await squiggles(page)).some((squiggle) => underlines(squiggle, box));
}

/** Puts the cursor on a text, opens the lightbulb's menu, and returns what it lists. */
async function menu(page, place) {
  const rows = page.locator(".action-widget .monaco-list-row");
  const opened = async () => {
    const box = await textBox(page, place);
    await page.mouse.click(box.left + box.width / 2, (box.top + box.bottom) / 2);
    await page.locator("[class*=codicon-gutter-lightbulb], .lightBulbWidget").first().waitFor({ state: "attached", timeout: 5000 });
    await page.keyboard.press("Control+.");
    await rows.first().waitFor({ timeout: 3000 });
    return true;
  };
  await until("the lightbulb's menu", opened);
  return (await rows.allInnerTexts()).map(normal);
}

/** Takes an entry of the open menu by the keyboard: a menu that has just come up takes no clicks. */
async function choose(page, title) {
  const focused = page.locator(".action-widget .monaco-list-row.focused");
  const taken = async () => {
    if (normal(await focused.innerText({ timeout: 2000 })).includes(title)) {
      await page.keyboard.press("Enter");
      return true;
    }
    await page.keyboard.press("ArrowDown");
    return false;
  };
  await until(`the entry ${title}`, taken);
}

async function shownText(page) {
  return normal(await page.locator(".monaco-editor .view-lines").first().innerText());
}

/** Monaco shows blanks as no-break spaces. */
function normal(text) {
  return text.replaceAll("\u00a0", " ").trim();
}
