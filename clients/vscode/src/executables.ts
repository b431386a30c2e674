/** Finding and running programs without a shell. */

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const windows = process.platform === "win32";
const suffixes = windows ? (process.env["PATHEXT"] ?? ".EXE;.CMD;.BAT").split(";") : [""];

/**
 * The absolute path of a program on PATH, or undefined. Relative entries of PATH are passed over, so that a
 * file of the workspace is never picked up by accident.
 */
export function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => inFolder(folder, name)).find((found) => found !== undefined);
}

/** The absolute path of a program in a folder, or undefined. */
export function inFolder(folder: string, name: string): string | undefined {
  return suffixes.map((suffix) => path.join(folder, name + suffix)).find(isExecutable);
}

/** Whether the path names a file that may be run. */
export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, windows ? fs.constants.F_OK : fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The standard output of a program; rejects when it can't be started, fails, or takes over ten seconds. */
export function output(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 10_000, windowsHide: true }, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(lastLine(stderr) || error.message, { cause: error }));
      } else {
        resolve(stdout);
      }
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
