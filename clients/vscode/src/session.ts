/** The life of the language server: started, started again, stopped, one thing at a time. */

import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import { LanguageClient, LogMessageNotification, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { NoInterpreter } from "./interpreter";
import { logServerMessage, type Logs } from "./logs";
import { type InitializationOptions, statusNotification, trustNotification } from "./protocol";
import { findServer, NoServer, type Server } from "./server";
import { allSettings, section } from "./settings";
import type { StatusItem } from "./status";

/** Set for `when` clauses while the server takes requests. */
const runningContext = "goescape.serverRunning";

export class Session {
  private current: LanguageClient | undefined;
  private found: Server | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly logs: Logs,
    private readonly status: StatusItem,
  ) {}

  /** The client while its server runs. */
  get client(): LanguageClient | undefined {
    return this.current?.isRunning() ? this.current : undefined;
  }

  get server(): Server | undefined {
    return this.found;
  }

  /** Starts the server that the settings now name, after ending the one that runs. Shows what goes wrong. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  /** The workspace is trusted now: starts another server where one is named, else tells the one that runs. */
  async trusted(): Promise<void> {
    const named = await findServer(this.context, this.logs.extension).catch(() => undefined);
    if (this.client !== undefined && isDeepStrictEqual(named, this.found)) {
      await this.client.sendNotification(trustNotification, { trusted: true });
    } else {
      await this.restart();
    }
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work, work);
    return this.turn;
  }

  private async begin(): Promise<void> {
    this.status.show({ state: "busy", message: vscode.l10n.t("Starting"), detail: "", toolchain: "" });
    try {
      this.found = await findServer(this.context, this.logs.extension);
      const { command, args = [] } = this.found.executable;
      this.logs.extension.info(`Server (${this.found.origin}): ${[command, ...args].join(" ")}`);
      this.current = this.createClient(this.found);
      await this.current.start();
    } catch (error) {
      this.fail(error);
    }
  }

  private async end(): Promise<void> {
    const client = this.current;
    this.current = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.logs.extension.warn(`The server did not end in good order: ${messageOf(error)}`);
    }
  }

  private createClient(server: Server): LanguageClient {
    const initializationOptions = (): InitializationOptions => ({
      settings: allSettings(),
      trusted: vscode.workspace.isTrusted,
      locale: vscode.env.language,
    });
    const client = new LanguageClient(section, "goescape", server.executable, {
      documentSelector: [{ scheme: "file", language: "go" }],
      outputChannel: this.logs.server,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: section,
      // The server moves its findings along with the text, and drops those whose text was edited.
      diagnosticPullOptions: { onChange: true },
      initializationOptions,
    });
    client.onNotification(statusNotification, (status) => { this.status.show(status); });
    client.onNotification(LogMessageNotification.type, (message) => { logServerMessage(this.logs.server, message); });
    client.onDidChangeState(({ newState }) => { this.stateChanged(client, newState); });
    return client;
  }

  private stateChanged(client: LanguageClient, state: State): void {
    const running = state === State.Running;
    void vscode.commands.executeCommand("setContext", runningContext, running);
    if (state === State.Stopped && client === this.current) {
      this.status.show({ state: "error", message: vscode.l10n.t("The server has stopped"), detail: "", toolchain: "" });
    }
  }

  private fail(error: unknown): void {
    const message = messageOf(error);
    this.logs.extension.error(message);
    this.status.show({ state: "error", message: vscode.l10n.t("The server did not start"), detail: message, toolchain: "" });
    void offerHelp(message, error instanceof NoInterpreter || error instanceof NoServer);
  }
}

async function offerHelp(message: string, settingsHelp: boolean): Promise<void> {
  const settings = vscode.l10n.t("Open Settings");
  const log = vscode.l10n.t("Show Log");
  const choice = await vscode.window.showErrorMessage(`goescape: ${message}`, ...(settingsHelp ? [settings] : []), log);
  if (choice === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "goescape.interpreter");
  } else if (choice === log) {
    await vscode.commands.executeCommand("goescape.showLogs");
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
