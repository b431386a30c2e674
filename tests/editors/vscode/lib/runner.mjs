/** A test runner of a page, for use in the test process and in the extension host alike. */

const LIMIT_SECONDS = 300;

/**
 * Runs the tests one after the other; each has five minutes.
 * @param {Record<string, () => Promise<void>>} tests by name
 * @param {(result: {name: string, error: string | null}) => void | Promise<void>} onResult called after each
 */
export async function runTests(tests, onResult) {
  for (const [name, test] of Object.entries(tests)) {
    let error = null;
    try {
      await inTime(test());
    } catch (thrown) {
      error = String(thrown?.stack ?? thrown);
    }
    await onResult({ name, error });
  }
}

function inTime(work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_SECONDS} s`)), LIMIT_SECONDS * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Prints a result and counts it. */
export class Tally {
  passed = 0;
  failed = 0;

  add(suite, { name, error }) {
    console.log(error === null ? `  ok    ${suite}: ${name}` : `  FAIL  ${suite}: ${name}\n${error}`);
    this[error === null ? "passed" : "failed"]++;
  }
}

/**
 * Waits until `probe` returns something true and returns it.
 * @param {string} what named in the error when it does not come in time
 * @param {() => unknown} probe may be async, and may throw while it is too early
 */
export async function until(what, probe, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  let last;
  do {
    try {
      last = await probe();
      if (last) {
        return last;
      }
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (Date.now() < end);
  throw new Error(`waited ${seconds} s for ${what}; last seen: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
}
