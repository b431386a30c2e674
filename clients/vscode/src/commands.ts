/** The extension's commands. The server's own are registered by the language client while it runs. */

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { CompilerOutputDocuments } from "./compilerOutput";
import { showDebugInformation } from "./debugInformation";
import type { Logs } from "./logs";
import { type CompilerOutput, serverCommands } from "./protocol";
import type { Session } from "./session";
import type { StatusItem } from "./status";

export interface Parts {
  context: vscode.ExtensionContext;
  documents: CompilerOutputDocuments;
  logs: Logs;
  session: Session;
  status: StatusItem;
}

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { context, logs, session, status } = parts;
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    "goescape.restart": () => session.restart(),
    "goescape.showLogs": () => { logs.extension.show(true); },
    "goescape.showServerLogs": () => { logs.server.show(true); },
    "goescape.debugInformation": () => showDebugInformation(context, session, status),
    "goescape.showCompilerOutput": (target) => showCompilerOutput(parts, target),
  };
  return Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run));
}

/** @param target the Go file whose package is meant; without it, the active editor's */
async function showCompilerOutput({ documents, session }: Parts, target: unknown): Promise<void> {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const client = session.client;
  if (uri?.scheme !== "file" || !uri.path.endsWith(".go")) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a Go file to see what the compiler says of its package."));
  } else if (client === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t("The goescape server is not running."));
  } else {
    const output = (await client.sendRequest(ExecuteCommandRequest.type, {
      command: serverCommands.compilerOutput,
      arguments: [client.code2ProtocolConverter.asUri(uri)],
    })) as CompilerOutput;
    await documents.show(output);
  }
}
