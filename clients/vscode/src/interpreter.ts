/** Finding a Python that can run the server. */

import * as vscode from "vscode";
import { isExecutable, onPath, output } from "./executables";
import { clientSettings } from "./settings";

/** A Python that can run the server. `scripts` is the folder in which it keeps its commands. */
export interface Interpreter {
  executable: string;
  version: string;
  scripts: string;
}

/** No Python can run the server; the message says what was tried. */
export class NoInterpreter extends Error {}

interface Candidate {
  origin: string;
  executable: string;
}

interface PythonApi {
  environments: {
    getActiveEnvironmentPath(): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const names = ["python3", "python", "py", ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];

/**
 * The setting if there is one, else the Python extension's choice, else the first on PATH that will do.
 * In a workspace that is not trusted, PATH alone counts: the others may name files of the workspace.
 * @param probe bundled/tool/probe.py
 * @param libraries the folder of the bundled libraries
 * @throws NoInterpreter
 */
export async function findInterpreter(
  probe: string,
  libraries: string,
  log: vscode.LogOutputChannel,
): Promise<Interpreter> {
  const failures: string[] = [];
  for await (const { origin, executable } of candidates()) {
    const result = await examine(executable, probe, libraries);
    if (typeof result !== "string") {
      log.info(`Python ${result.version} from ${origin}: ${result.executable}`);
      return result;
    }
    log.warn(`${executable} from ${origin}: ${result}`);
    failures.push(`${executable}: ${result}`);
  }
  throw new NoInterpreter(
    failures.length === 0
      ? vscode.l10n.t("Python 3.10 or later is needed, and none was found on PATH.")
      : vscode.l10n.t("Python 3.10 or later is needed. Tried: {0}", failures.join("; ")),
  );
}

/** Tells when the Python extension's choice has changed; undefined without that extension. */
export async function onDidChangePython(listener: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonApi())?.environments.onDidChangeActiveEnvironmentPath(listener);
}

async function* candidates(): AsyncGenerator<Candidate> {
  if (vscode.workspace.isTrusted) {
    const setting = clientSettings().interpreter;
    if (setting !== "") {
      yield { origin: "goescape.interpreter", executable: setting };
      return;
    }
    const active = await activeInterpreter();
    if (active !== undefined) {
      yield { origin: "the Python extension", executable: active };
    }
  }
  for (const name of names) {
    const executable = onPath(name);
    if (executable !== undefined) {
      yield { origin: "PATH", executable };
    }
  }
}

async function activeInterpreter(): Promise<string | undefined> {
  const environments = (await pythonApi())?.environments;
  const resolved = await environments?.resolveEnvironment(environments.getActiveEnvironmentPath());
  return resolved?.executable.uri?.fsPath;
}

async function pythonApi(): Promise<PythonApi | undefined> {
  return vscode.extensions.getExtension<PythonApi>("ms-python.python")?.activate();
}

/** What the interpreter says of itself, or why it won't do. */
async function examine(executable: string, probe: string, libraries: string): Promise<Interpreter | string> {
  if (!isExecutable(executable)) {
    return vscode.l10n.t("there is no such program");
  }
  try {
    const { problem, ...interpreter } = JSON.parse(
      await output(executable, ["-E", "-s", probe, libraries]),
    ) as Interpreter & { problem: string };
    return problem === "" ? interpreter : problem;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
