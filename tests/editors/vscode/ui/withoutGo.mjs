/** A machine without Go, and a text that is not saved and does not compile: what is whole has its squiggles and hovers. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { placeIn } from "../lib/expected.mjs";
import { runTests, until } from "../lib/runner.mjs";
import { environmentWithoutGo, hidingGo } from "../lib/withoutGo.mjs";
import { withWorkbench } from "../lib/workbench.mjs";
import { hoverText, languageStatus, PICTURE, underlined } from "./editor.mjs";

const FILE = "inn.go";
const FIXTURE = path.join(import.meta.dirname, "../../fixtures/unfinished");
const SETTINGS = { "editor.autoClosingBrackets": "never", "editor.hover.above": false, "editor.quickSuggestions": { other: "off" }, "editor.scrollBeyondLastLine": true };
const PREDICTED = /predicted by the rules of Go 1\.26/;

/** What costs an allocation, by the function that it is in. `line` is the one of the saved text. */
const ALLOCATIONS = {
  Desk: [
    { line: 17, text: "visitors" },
    { line: 18, text: "func(w http.ResponseWriter, r *http.Request)" },
    { line: 20, text: "visitors" },
    { line: 20, text: "Bill(guests[r.URL.Path])" },
  ],
  Bill: [{ line: 30, text: "guest.Name" }, { line: 30, text: "total" }],
  CheckIn: [{ line: 35, text: "guest" }],
};

/** @param {string} pictures the folder for vscode-*.png */
export async function runSuiteWithoutGo(work, tally, pictures) {
  fs.mkdirSync(pictures, { recursive: true });
  const base = path.join(work.folder, "run/without-go");
  const cache = path.join(base, "cache");
  const env = { ...environmentWithoutGo(work.commands, path.join(base, "home")), XDG_CACHE_HOME: cache };
  const prefix = hidingGo();
  if (prefix === null) {
    console.log("without-go: skipped, as no mount namespace can be made here");
    return;
  }
  const options = { work, name: "without-go", copies: { "": FIXTURE }, settings: SETTINGS, env, prefix };
  await withWorkbench(options, async (workbench) => {
    await runTests(tests(workbench, cache, pictures), async (result) => {
      tally.add("without Go", result);
      if (result.error !== null) {
        await workbench.page.screenshot({ path: path.join(work.folder, `failed-${result.name.replaceAll(/\W+/g, "-")}.png`) });
      }
    });
  });
}

function tests(workbench, cache, pictures) {
  const { page } = workbench;
  const onDisk = () => fs.readFileSync(workbench.file(FILE), "utf8");
  const saved = onDisk();
  const placesIn = (text, functions) =>
    functions.flatMap((name) => ALLOCATIONS[name].map((expected) => ({ ...placeOf(text, saved, expected), text: expected.text })));
  const asUsual = () => underlined(page, placesIn(saved, Object.keys(ALLOCATIONS)), 120);

  /** Bill has `text` in place of `old`: the others have their squiggles, and it has but the dots of a hint on its name. */
  const onlyBillIsBroken = async (text) => {
    const dots = { ...placeOf(text, saved, { line: 25, text: "Bi" }), text: "Bill" };
    await underlined(page, [...placesIn(text, ["Desk", "CheckIn"]), dots]);
    await languageStatus(page, /5 heap allocations in \S+ \(predicted, as far as it compiles\)[^]*inn\.go:\d+:\d+: /);
    assert.equal(await page.locator(".notification-toast, .codicon-bell-dot").count(), 0, "notifications");
    assert.equal(onDisk(), saved, "the file on disk");
  };

  return {
    "a file has its squiggles, and the status says who predicts them, and why": async () => {
      await page.setViewportSize({ ...PICTURE, height: 900 });
      await workbench.open(FILE);
      await asUsual();
      await languageStatus(page, /7 heap allocations in \S+ \(predicted\)[^]*no Go toolchain/);
    },

    "while a statement is half typed, the functions that are whole keep their squiggles": async () => {
      const line = "\t\tif night > 6 && ";
      const fewest = await fewestSquiggles(page, async () => {
        await typeBelow(page, 28, line.trimStart());
        await onlyBillIsBroken(withLineBelow(saved, 28, line));
      });
      assert.ok(fewest >= 5, `at one time there were ${fewest} squiggles`);
    },

    "a hover explains one of them, as a prediction": async () => {
      const text = withLineBelow(saved, 28, "\t\tif night > 6 && ");
      await goTo(page, 29);
      await scrollTo(page, 9);
      const [guest] = placesIn(text, ["CheckIn"]);
      const shown = await hoverText(page, guest, /moved to the heap[^]*Why:/);
      assert.match(shown, /returned: return &guest/);
      assert.match(shown, PREDICTED);
      await page.screenshot({ path: path.join(pictures, "vscode-no-toolchain.png") });
      const desk = placeOf(text, saved, { line: 16, text: "Desk" });
      assert.match(await hoverText(page, desk, /Desk/), /Desk allocates on the heap in 4 places/);
    },

    "a hover on the broken function says why there is nothing": async () => {
      const text = withLineBelow(saved, 28, "\t\tif night > 6 && ");
      const shown = await hoverText(page, placeOf(text, saved, { line: 25, text: "Bill" }), /not analysed/);
      assert.match(shown, /not analysed: syntax error/);
      assert.doesNotMatch(shown, /heap/);
      await page.keyboard.press("Escape");
    },

    "a type error spoils its function alone, too": async () => {
      const line = '\t\ttotal = "a night"';
      await retypeUnsaved(page, 29, line.trimStart());
      await onlyBillIsBroken(withLineBelow(saved, 28, line));
    },

    "once the text is whole again, so are the findings; nothing was run": async () => {
      await retypeUnsaved(page, 29, "_ = 0");
      await until("the findings of all functions", async () => {
        const text = withLineBelow(saved, 28, "\t\t_ = 0");
        await underlined(page, placesIn(text, Object.keys(ALLOCATIONS)), 1);
        return true;
      });
      await languageStatus(page, /7 heap allocations in \S+ \(predicted\)/);
      assert.equal(onDisk(), saved, "the file on disk");
      assert.deepEqual(fs.readdirSync(path.join(cache, "goescape")).filter((name) => name.startsWith("go-")), []);
    },
  };
}

/** The place of an expectation of the saved text in a text with other lines beside. */
function placeOf(text, saved, { line, text: words }) {
  const source = saved.split("\n")[line - 1];
  const lines = text.split("\n");
  return { ...placeIn(lines, { line: lines.indexOf(source) + 1, text: words }), source };
}

/** @param {number} line 1-based */
function withLineBelow(text, line, added) {
  return text.split("\n").toSpliced(line, 0, added).join("\n");
}

async function goTo(page, line) {
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+G");
  await page.keyboard.type(String(line));
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
}

/** Scrolls until this line is the first in view. */
async function scrollTo(page, line) {
  const first = async () => Math.min(...(await page.locator(".line-numbers").allInnerTexts()).map(Number));
  await until(`line ${line} on top`, async () => {
    await page.keyboard.press("Control+ArrowDown");
    return (await first()) >= line;
  });
}

/** Types a line below another, key by key; the editor indents it. */
async function typeBelow(page, line, text) {
  await goTo(page, line);
  await page.keyboard.press("Enter");
  await page.keyboard.type(text, { delay: 60 });
}

/** Replaces a line, from its first character other than a blank, and does not save it. */
async function retypeUnsaved(page, line, text) {
  await goTo(page, line);
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type(text, { delay: 60 });
}

/** The smallest number of squiggles in view in any frame while `use` runs. */
async function fewestSquiggles(page, use) {
  await page.evaluate(() => {
    const look = () => {
      const count = document.querySelectorAll(".view-overlays [class*=squiggly-]").length;
      window.fewestSquiggles = Math.min(window.fewestSquiggles, count);
      requestAnimationFrame(look);
    };
    window.fewestSquiggles = Infinity;
    look();
  });
  await use();
  return page.evaluate(() => window.fewestSquiggles);
}
