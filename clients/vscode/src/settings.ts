/** The client's own settings; the rest of the section goes to the server as it is. */

import * as os from "node:os";
import * as vscode from "vscode";

export const section = "goescape";

export type ImportStrategy = "useBundled" | "fromEnvironment";
export type LogLevel = "error" | "warn" | "info" | "debug";

/** `path` and `interpreter` have their variables replaced and are "" when unset. */
export interface ClientSettings {
  path: string;
  interpreter: string;
  importStrategy: ImportStrategy;
  logLevel: LogLevel;
}

/** The settings that decide which server runs: when one changes, the server has to start again. */
export const startSettings = ["path", "interpreter", "importStrategy"].map((name) => `${section}.${name}`);

export function clientSettings(): ClientSettings {
  const settings = vscode.workspace.getConfiguration(section);
  return {
    path: replaceVariables(settings.get("path", "")),
    interpreter: replaceVariables(settings.get("interpreter", "")),
    importStrategy: settings.get<ImportStrategy>("importStrategy", "useBundled"),
    logLevel: settings.get<LogLevel>("logLevel", "info"),
  };
}

/** The whole section as an object, defaults included. */
export function allSettings(): unknown {
  return vscode.workspace.getConfiguration().get(section);
}

/** Replaces ${workspaceFolder} (the first folder), ${userHome}, ${env:NAME} and a leading ~; unknown ones stay. */
function replaceVariables(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return text
    .trim()
    .replace(/^~(?=$|[/\\])/, os.homedir())
    .replace(/\$\{(workspaceFolder|userHome|env:([^}]+))\}/g, (whole, name: string, variable?: string) => {
      if (variable !== undefined) {
        return process.env[variable] ?? "";
      }
      return name === "userHome" ? os.homedir() : (folder ?? whole);
    });
}
