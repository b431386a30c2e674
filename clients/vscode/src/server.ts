/** Which server runs, and how it is started. */

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Executable } from "vscode-languageclient/node";
import { inFolder, isExecutable, onPath } from "./executables";
import { findInterpreter } from "./interpreter";
import { clientSettings } from "./settings";

/** The chosen server cannot be started as the settings or the installation are; the message says why. */
export class NoServer extends Error {}

export interface Server {
  /** Where it was found, in words for the log. */
  origin: string;
  executable: Executable;
}

/** The parts of the bundled server. */
interface Bundle {
  entry: string;
  probe: string;
  libraries: string;
}

/**
 * Chooses the server. Untrusted workspace: the bundled one. Else `goescape.path`, then by
 * `goescape.importStrategy`: the bundled one, or the interpreter's, PATH's, and at last the bundled one.
 * @throws NoServer, NoInterpreter
 */
export async function findServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Server> {
  const bundle = bundleOf(context);
  const { path: command, importStrategy } = clientSettings();
  if (!vscode.workspace.isTrusted) {
    return bundled(bundle, log);
  }
  if (command !== "") {
    return named(command);
  }
  return importStrategy === "fromEnvironment"
    ? ((await fromEnvironment(bundle, log)) ?? bundled(bundle, log))
    : bundled(bundle, log);
}

function bundleOf(context: vscode.ExtensionContext): Bundle {
  const at = (...parts: string[]) => context.asAbsolutePath(path.join("bundled", ...parts));
  return { entry: at("tool", "server_entry.py"), probe: at("tool", "probe.py"), libraries: at("libs") };
}

async function bundled(bundle: Bundle, log: vscode.LogOutputChannel): Promise<Server> {
  if (!fs.existsSync(bundle.libraries)) {
    throw new NoServer(vscode.l10n.t("This build of the extension carries no server: {0} is missing.", bundle.libraries));
  }
  const { executable } = await findInterpreter(bundle.probe, bundle.libraries, log);
  // -I keeps PYTHON* variables and the working folder out of the module search; it would silence PYTHONUTF8 too.
  return { origin: "bundled", executable: start(executable, ["-I", "-X", "utf8", bundle.entry, "--stdio"]) };
}

function named(command: string): Server {
  if (!path.isAbsolute(command) || !isExecutable(command)) {
    throw new NoServer(vscode.l10n.t("goescape.path must be the full path of the goescape command, and {0} is not.", command));
  }
  return installed("goescape.path", command);
}

async function fromEnvironment(bundle: Bundle, log: vscode.LogOutputChannel): Promise<Server | undefined> {
  const interpreter = await findInterpreter(bundle.probe, bundle.libraries, log).catch(() => undefined);
  const script = interpreter && inFolder(interpreter.scripts, "goescape");
  if (script !== undefined) {
    return installed("interpreter", script);
  }
  const command = onPath("goescape");
  return command === undefined ? undefined : installed("PATH", command);
}

function installed(origin: string, command: string): Server {
  return { origin, executable: start(command, ["server", "--stdio"]) };
}

/** Runs in the first workspace folder. */
function start(command: string, args: string[]): Executable {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return { command, args, options: folder ? { cwd: folder.uri.fsPath } : {} };
}
