/** The user's part in the tests: looking, pointing, typing. */

import { until } from "../lib/runner.mjs";
import { squiggles, textBox, underlines } from "../lib/screen.mjs";

/** Tall enough to show a fixture whole. */
export const TALL = { width: 1200, height: 1300 };
/** The size of the pictures. */
export const PICTURE = { width: 1200, height: 720 };

/**
 * Waits until every place has its squiggle, and every squiggle its place.
 * @param {import("playwright-core").Page} page with all places in view
 * @param {object[]} places as `placesOf` gives them
 */
export async function underlined(page, places, seconds) {
  const exactly = async () => {
    const boxes = await Promise.all(places.map((place) => textBox(page, place)));
    const found = await squiggles(page);
    const bare = places.filter((_, i) => !found.some((squiggle) => underlines(squiggle, boxes[i])));
    const stray = found.filter((squiggle) => !boxes.some((box) => underlines(squiggle, box)));
    if (bare.length + stray.length > 0) {
      throw new Error(`without a squiggle: ${bare.map(({ text }) => text).join(", ")}; squiggles elsewhere: ${JSON.stringify(stray)}`);
    }
    return true;
  };
  await until("a squiggle under each finding and nowhere else", exactly, seconds);
}

/** Points at a text of the editor and returns the hover's text once it matches. */
export async function hoverText(page, place, pattern) {
  const appears = async () => {
    const box = await textBox(page, place);
    const middle = (box.top + box.bottom) / 2;
    await page.mouse.move(2, 2); // away, so that an earlier hover goes
    await page.locator(".monaco-hover .monaco-hover-content").first().waitFor({ state: "hidden", timeout: 2000 });
    await page.mouse.move(box.left + box.width / 2, middle);
    await page.waitForTimeout(500);
    const text = await page.locator(".monaco-hover:not(.hidden) .monaco-hover-content").first().innerText({ timeout: 2000 });
    if (!pattern.test(text)) {
      throw new Error(text);
    }
    return text;
  };
  return until(`a hover with ${pattern}`, appears);
}

/** Replaces a line's text, from its first character other than a blank, and saves the file. */
export async function retype(page, line, text) {
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+G");
  await page.keyboard.type(String(line));
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Control+S");
}

/** Waits until the open Problems panel, made as tall as it takes, has a row with each place's line and column. */
export async function listed(workbench, places) {
  const { page } = workbench;
  await page.setViewportSize({ width: 1200, height: 3000 });
  await workbench.command("View: Toggle Maximized Panel");
  const all = async () => {
    const rows = (await page.locator(".markers-panel .monaco-list-row").allInnerTexts()).join("\n");
    const missing = places.map(({ line, start }) => `[Ln ${line + 1}, Col ${start + 1}]`).filter((at) => !rows.includes(at));
    if (missing.length > 0) {
      throw new Error(`${missing.join(", ")} missing from\n${rows}`);
    }
    return true;
  };
  await until("all findings in the Problems panel", all);
}

/** Waits until the extension's entry in the language status of the open file matches, and closes it again. */
export async function languageStatus(page, pattern, seconds) {
  const entry = page.locator(".hover-language-status", { hasText: "goescape" });
  const matches = async () => {
    await page.locator("#status\\.languageStatus").click();
    const text = await entry.innerText({ timeout: 2000 });
    await page.keyboard.press("Escape");
    if (!pattern.test(text)) {
      throw new Error(text);
    }
    return true;
  };
  await until(`the language status ${pattern}`, matches, seconds);
}
