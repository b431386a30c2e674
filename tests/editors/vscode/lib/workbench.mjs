/** A Visual Studio Code of its own for one suite: server, extension, settings, workspace, browser page. */

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { until } from "./runner.mjs";

/** Calm, and the same on every machine. */
const SETTINGS = {
  "editor.fontFamily": "'DejaVu Sans Mono', 'WenQuanYi Zen Hei Mono', 'Noto Color Emoji', monospace",
  "editor.fontSize": 15,
  "editor.hover.delay": 100,
  "editor.lightbulb.enabled": "off",
  "editor.minimap.enabled": false,
  "editor.occurrencesHighlight": "off",
  "editor.renderLineHighlight": "none",
  "editor.scrollBeyondLastLine": false,
  "editor.stickyScroll.enabled": false,
  "editor.unicodeHighlight.nonBasicASCII": false,
  "files.autoSave": "off",
  "files.hotExit": "off",
  "git.enabled": false,
  "problems.defaultViewMode": "tree",
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": false,
  "workbench.activityBar.location": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * Starts VS Code on a fresh copy of a workspace, hands it to `use`, and ends all that was started.
 * @param {object} options
 * @param {import("./work.mjs").Work} options.work
 * @param {string} options.name of the suite; its files lie in the work folder under this name
 * @param {Record<string, string>} options.copies folders to copy into the workspace, by name there; "" is itself
 * @param {Record<string, unknown>} [options.settings] of this suite
 * @param {boolean} [options.trusted] whether workspaces are trusted without asking
 * @param {Record<string, string | undefined>} [options.env] for the extension host
 * @param {string[]} [options.prefix] what is put in front of the server's command
 * @param {(workbench: Workbench) => Promise<T>} use
 * @template T
 */
export async function withWorkbench({ work, name, copies, settings = {}, trusted = true, env = {}, prefix = [] }, use) {
  const base = path.join(work.folder, "run", name);
  const workspace = freshWorkspace(base, copies);
  const data = path.join(base, "data");
  writeJson(path.join(data, "data/Machine/settings.json"), { ...SETTINGS, ...settings });
  const places = ["--server-data-dir", data, "--extensions-dir", path.join(base, "extensions"), "--accept-server-license-terms"];
  execFileSync(process.execPath, [work.server, ...places, "--install-extension", work.vsix], { stdio: "ignore" });
  const server = startServer(work, places, trusted, { ...environment(work), ...env }, prefix);
  const browser = await chromium.launch({ executablePath: work.browser, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, deviceScaleFactor: 1.5 });
    return await use(new Workbench(page, await server.address, workspace));
  } finally {
    await browser.close();
    server.end();
  }
}

/** A page with a workspace in it. `host` is host:port as `vscode-remote://` URIs name it. */
export class Workbench {
  constructor(page, host, workspace) {
    Object.assign(this, { page, host, workspace });
  }

  /**
   * Loads the workbench with the workspace's folder.
   * @param {[string, string][]} payload what else to open, as the workbench names it
   */
  async load(payload) {
    const remote = payload.map(([key, file]) => [key, `vscode-remote://${this.host}${file}`]);
    const query = `folder=${encodeURIComponent(this.workspace)}&payload=${encodeURIComponent(JSON.stringify(remote))}`;
    await this.page.goto(`http://${this.host}/?${query}`);
    await this.page.waitForSelector(".monaco-workbench");
  }

  file(name) {
    return path.join(this.workspace, name);
  }

  /** Loads the workbench with one file of the workspace in the editor and nothing beside it. */
  async open(name) {
    await this.load([["openFile", this.file(name)]]);
    await this.page.waitForSelector(".monaco-editor .view-line");
    for (const [part, toggle] of [["sidebar", "Control+B"], ["panel", "Control+J"]]) {
      if (await this.page.locator(`.part.${part}`).isVisible()) {
        await this.page.keyboard.press(toggle);
        await this.page.locator(`.part.${part}`).waitFor({ state: "hidden" });
      }
    }
  }

  /** Runs a command by its title in the palette. */
  async command(title) {
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input.input").fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
  }
}

function freshWorkspace(base, copies) {
  fs.rmSync(base, { recursive: true, force: true });
  const workspace = path.join(base, "workspace");
  for (const [to, from] of Object.entries(copies)) {
    fs.cpSync(from, path.join(workspace, to), { recursive: true });
  }
  return workspace;
}

export function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value, undefined, 2));
}

/** Caches stay in the work folder, and Go stays off the network. */
function environment(work) {
  const { GOFLAGS: _flags, GOROOT: _root, ...rest } = process.env;
  return { ...rest, GOPROXY: "off", XDG_CACHE_HOME: path.join(work.folder, "cache") };
}

/** The extension host outlives the browser, so that the server leads a process group that can be ended. */
function startServer(work, places, trusted, env, prefix) {
  const args = [
    ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--telemetry-level", "off"],
    ...["--enable-smoke-test-driver", ...(trusted ? ["--disable-workspace-trust"] : [])],
  ];
  const [program, ...rest] = [...prefix, process.execPath, work.server, ...places, ...args];
  const child = spawn(program, rest, { detached: true, env, stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  const port = () => /Extension host agent listening on (\d+)/.exec(said)?.[1];
  const end = () => child.exitCode === null && process.kill(-child.pid);
  return { end, address: until("the VS Code server", port).then((found) => `127.0.0.1:${found}`) };
}
