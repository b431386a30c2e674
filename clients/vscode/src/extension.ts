/** Puts the parts together when a Go file is opened, and takes them apart at the end. */

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { CompilerOutputDocuments } from "./compilerOutput";
import { onDidChangePython } from "./interpreter";
import { createLogs } from "./logs";
import { Session } from "./session";
import { startSettings } from "./settings";
import { StatusItem } from "./status";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const logs = createLogs();
  const status = new StatusItem();
  const documents = new CompilerOutputDocuments();
  const started = new Session(context, logs, status);
  session = started;
  context.subscriptions.push(
    logs.extension,
    logs.server,
    status,
    documents,
    ...registerCommands({ context, documents, logs, session: started, status }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.trusted()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (startSettings.some((setting) => event.affectsConfiguration(setting))) {
        void started.restart();
      }
    }),
  );
  await started.restart();
  const pythonChanges = await onDidChangePython(() => void started.restart());
  if (pythonChanges !== undefined) {
    context.subscriptions.push(pythonChanges);
  }
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
