/** The server's state in the language status of Go files. */

import * as vscode from "vscode";
import type { State, Status } from "./protocol";

const severities: Record<State, vscode.LanguageStatusSeverity> = {
  ready: vscode.LanguageStatusSeverity.Information,
  busy: vscode.LanguageStatusSeverity.Information,
  off: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};

/** Shows the last status; the button opens the log that explains it. */
export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("goescape.status", { language: "go" });
  private status: Status = { state: "off", message: "", detail: "", toolchain: "" };

  constructor() {
    this.item.name = "goescape";
    this.show({ state: "busy", message: vscode.l10n.t("Starting"), detail: "", toolchain: "" });
  }

  get last(): Status {
    return this.status;
  }

  show(status: Status): void {
    this.status = status;
    this.item.text = `goescape: ${status.message || status.state}`;
    this.item.detail = [status.detail, status.toolchain].filter((part) => part !== "").join(" · ");
    this.item.severity = severities[status.state];
    this.item.busy = status.state === "busy";
    this.item.command = { title: vscode.l10n.t("Show Log"), command: "goescape.showServerLogs" };
  }

  dispose(): void {
    this.item.dispose();
  }
}
