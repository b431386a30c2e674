/** The work folder: the real editor, the browser and the packed extension, made when they are missing. */

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

export const repository = path.resolve(import.meta.dirname, "../../../..");
const tests = path.dirname(import.meta.dirname);
const client = path.join(repository, "clients/vscode");

/** The npm package that holds Visual Studio Code 1.100.3 as a server. */
const EDITOR = "code-server@4.100.3";
/** The browser, and fonts that have the characters of the fixtures. */
const DEBIAN = ["chromium", "fonts-dejavu-core", "fonts-noto-color-emoji", "fonts-wqy-zenhei"];

/**
 * @typedef {object} Work absolute paths
 * @property {string} folder the work folder
 * @property {string} server the editor's main script
 * @property {string} browser
 * @property {string} vsix the packed extension
 * @property {string} commands the folder of a `python` and a `goescape` that is installed for it
 */

/**
 * @param {string} folder created if it is not there
 * @returns {Work}
 */
export function prepare(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const commands = environment(folder);
  npmPackages(tests);
  npmPackages(client);
  return { folder, commands, server: editor(folder), browser: browser(), vsix: vsix(folder, commands) };
}

function run(program, args, options = {}) {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
}

function once(marker, make) {
  if (!fs.existsSync(marker)) {
    make();
  }
}

function npmPackages(folder) {
  once(path.join(folder, "node_modules/.package-lock.json"), () => run("npm", ["ci", "--loglevel=error", "--ignore-scripts"], { cwd: folder }));
}

function editor(folder) {
  const root = path.join(folder, "code");
  const server = path.join(root, "package/lib/vscode");
  once(path.join(server, "node_modules/.package-lock.json"), () => {
    fs.rmSync(root, { recursive: true, force: true });
    fs.mkdirSync(root);
    run("npm", ["pack", "--loglevel=error", EDITOR], { cwd: root });
    run("tar", ["xzf", `${EDITOR.replace("@", "-")}.tgz`], { cwd: root });
    run("npm", ["install", "--loglevel=error", "--omit=dev", "--ignore-scripts"], { cwd: server });
  });
  return path.join(server, "out/server-main.js");
}

function browser() {
  const found = ["chromium", "chromium-browser", "google-chrome"].map(onPath).find(Boolean);
  if (found) {
    return found;
  }
  run("apt-get", ["update"]);
  run("apt-get", ["install", "-y", "--no-install-recommends", ...DEBIAN]);
  return onPath(DEBIAN[0]);
}

function onPath(name) {
  const folders = process.env.PATH.split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/** An environment with uv, which makes the bundle, and with goescape as it is now. */
function environment(folder) {
  const commands = path.join(folder, "python/bin");
  once(path.join(commands, "uv"), () => {
    run(process.env.PYTHON ?? "python3", ["-m", "venv", path.dirname(commands)]);
    run(path.join(commands, "python"), ["-m", "pip", "install", "--quiet", "uv"]);
  });
  const anew = ["--refresh-package=goescape", "--reinstall-package=goescape"];
  run(path.join(commands, "uv"), ["pip", "install", "--quiet", `--python=${commands}/python`, ...anew, repository]);
  return commands;
}

/** Packed anew at every run: it holds the server as it is now. */
function vsix(folder, commands) {
  const out = path.join(folder, "goescape.vsix");
  run(process.execPath, [path.join(client, "scripts/package.mjs"), "--out", out], {
    env: { ...process.env, PYTHON: path.join(commands, "python") },
  });
  return out;
}
