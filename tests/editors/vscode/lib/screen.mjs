/** Where things are on the screen: rectangles in CSS pixels, read from the editor's DOM. */

/**
 * The rectangle of a part of a visible line.
 * @param {import("playwright-core").Page} page
 * @param {{line: number, source: string, start: number, end: number}} place 0-based, UTF-16 units; `source` is the line
 */
export function textBox(page, { line, source, start, end }) {
  const shown = (text) => text.replaceAll("\t", "    ");
  const from = shown(source.slice(0, start)).length;
  return page.evaluate(measureText, { number: String(line + 1), from, to: from + shown(source.slice(start, end)).length });
}

/** Runs in the page. */
function measureText({ number, from, to }) {
  const top = (element) => Math.round(element.getBoundingClientRect().top);
  const label = [...document.querySelectorAll(".line-numbers")].find((element) => element.textContent.trim() === number);
  const line = [...document.querySelectorAll(".view-line")].find((element) => Math.abs(top(element) - top(label)) <= 2);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let seen = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const next = seen + node.length;
    if (from >= seen && from < next) {
      range.setStart(node, from - seen);
    }
    if (to > seen && to <= next) {
      range.setEnd(node, to - seen);
    }
    seen = next;
  }
  return range.getBoundingClientRect().toJSON();
}

/** The rectangles of the squiggles in view. */
export function squiggles(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll(".view-overlays [class*=squiggly-]")].map((element) => element.getBoundingClientRect().toJSON()),
  );
}

/** Whether a squiggle lies under exactly this text: the same edges to two pixels, on the same line. */
export function underlines(squiggle, text) {
  const middle = (text.top + text.bottom) / 2;
  return (
    Math.abs(squiggle.left - text.left) <= 2 &&
    Math.abs(squiggle.right - text.right) <= 2 &&
    squiggle.top <= middle &&
    middle <= squiggle.bottom + 1
  );
}
