/** The compiler's output of a package as a read-only document. */

import * as vscode from "vscode";
import type { CompilerOutput } from "./protocol";

export const scheme = "goescape-output";

/** Keeps the text of each package that was asked for; asking again replaces it in the open document. */
export class CompilerOutputDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  /** Opens the text beside the active editor and leaves the focus where it is. */
  async show(output: CompilerOutput): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${output.package}.txt` });
    this.texts.set(uri.path, output.text);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
