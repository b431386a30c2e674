/** The real `vscode` API, in the words of the tests. */

import { until } from "../lib/runner.mjs";

/** @param {import("vscode")} vscode */
export function editorOf(vscode) {
  const root = vscode.workspace.workspaceFolders[0].uri;
  const uriOf = (name) => vscode.Uri.joinPath(root, name);

  /** Opens a file of the workspace in an editor. */
  const open = async (name) => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(name)), { preview: false });

  /** The extension's diagnostics of a file, in the order of their places. */
  const diagnostics = (name) =>
    vscode.languages
      .getDiagnostics(uriOf(name))
      .filter(({ source }) => source === "goescape")
      .sort((a, b) => a.range.start.compareTo(b.range.start));

  /** Waits until the file's diagnostics are as `check` wants them, and returns them. */
  const diagnosed = async (name, what, check, seconds) => {
    const settled = () => {
      const found = diagnostics(name);
      if (!check(found)) {
        throw new Error(summary(found));
      }
      return true;
    };
    await until(`${name}: ${what}`, settled, seconds);
    return diagnostics(name);
  };

  /** Replaces the first occurrence of a text in the file's document; saves it unless told not to. */
  const replace = async (name, from, to, { save = true } = {}) => {
    const document = await vscode.workspace.openTextDocument(uriOf(name));
    const at = document.getText().indexOf(from);
    if (at < 0) {
      throw new Error(`${name} has no ${from}`);
    }
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
    await vscode.workspace.applyEdit(edit);
    if (save) {
      await document.save();
    }
  };

  /** Sets settings of the workspace while `use` runs. */
  const withSettings = async (settings, use) => {
    const set = async (name, value) => vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Workspace);
    for (const [name, value] of Object.entries(settings)) {
      await set(name, value);
    }
    try {
      await use();
    } finally {
      for (const name of Object.keys(settings)) {
        await set(name, undefined);
      }
    }
  };

  /** The text of all hovers at a place, and the place that they are for. */
  const hover = async (name, { line, start }) => {
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uriOf(name), new vscode.Position(line, start));
    const text = hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join("\n");
    return { text, ranges: hovers.map(({ range }) => range) };
  };

  /** The debug information, as an object by row. */
  const information = async () => {
    await vscode.commands.executeCommand("goescape.debugInformation");
    const { document } = vscode.window.activeTextEditor;
    const rows = [...document.getText().matchAll(/^\| (\S.*?) \| (.*) \|$/gm)];
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    return Object.fromEntries(rows.map(([, key, value]) => [key, value]));
  };

  const run = (command, ...args) => vscode.commands.executeCommand(command, ...args);

  return { diagnosed, diagnostics, hover, information, open, replace, run, uriOf, withSettings };
}

/** Diagnostics as short texts, to show what was found instead. */
function summary(diagnostics) {
  return diagnostics
    .map(({ range: { start, end }, code }) => `${start.line}:${start.character}-${end.line}:${end.character} ${code?.value ?? code}`)
    .join(", ");
}
