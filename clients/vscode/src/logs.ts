/** The two logs: the extension's own, and what the server says. */

import * as vscode from "vscode";
import { MessageType } from "vscode-languageclient/node";
import { clientSettings, type LogLevel } from "./settings";

export interface Logs {
  extension: vscode.LogOutputChannel;
  server: vscode.LogOutputChannel;
}

export function createLogs(): Logs {
  return {
    extension: vscode.window.createOutputChannel("goescape", { log: true }),
    server: vscode.window.createOutputChannel("goescape Language Server", { log: true }),
  };
}

const types: Record<LogLevel, MessageType> = {
  error: MessageType.Error,
  warn: MessageType.Warning,
  info: MessageType.Info,
  debug: MessageType.Debug,
};

/** Writes a message of the server to its log, unless `goescape.logLevel` leaves it out. */
export function logServerMessage(log: vscode.LogOutputChannel, { type, message }: { type: MessageType; message: string }): void {
  if (type > types[clientSettings().logLevel]) {
    return;
  }
  const writers: Partial<Record<MessageType, (text: string) => void>> = {
    [MessageType.Error]: (text) => { log.error(text); },
    [MessageType.Warning]: (text) => { log.warn(text); },
  };
  (writers[type] ?? ((text: string) => { log.info(text); }))(message);
}
