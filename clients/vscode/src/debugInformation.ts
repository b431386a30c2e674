/** What a bug report needs to say. */

import * as os from "node:os";
import * as vscode from "vscode";
import type { Session } from "./session";
import { allSettings } from "./settings";
import type { StatusItem } from "./status";

/** Opens a new markdown document with versions, the server's command, its state and the settings. */
export async function showDebugInformation(
  context: vscode.ExtensionContext,
  session: Session,
  status: StatusItem,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: "markdown",
    content: debugInformation(context, session, status),
  });
  await vscode.window.showTextDocument(document);
}

function debugInformation(context: vscode.ExtensionContext, session: Session, status: StatusItem): string {
  const { version } = context.extension.packageJSON as { version: string };
  const info = session.client?.initializeResult?.serverInfo;
  const { command, args = [] } = session.server?.executable ?? { command: "-" };
  const { state, message, detail, toolchain } = status.last;
  const rows: [string, string][] = [
    ["Extension", version],
    ["Editor", `${vscode.env.appName} ${vscode.version}`],
    ["Extension host", vscode.env.remoteName ?? "local"],
    ["System", `${os.type()} ${os.release()} ${process.arch}`],
    ["Workspace trusted", String(vscode.workspace.isTrusted)],
    ["Server", info ? `${info.name} ${info.version ?? ""}` : "not running"],
    ["Process", String(session.client?.serverProcess?.pid ?? "-")],
    ["Found by", session.server?.origin ?? "-"],
    ["Command", `\`${[command, ...args].join(" ")}\``],
    ["State", [state, message, detail].filter((part) => part !== "").join(": ")],
    ["Go toolchain", toolchain || "-"],
  ];
  return [
    "# goescape",
    "",
    "| | |",
    "|---|---|",
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    "",
    "```json",
    JSON.stringify(allSettings(), undefined, 2),
    "```",
    "",
  ].join("\n");
}
