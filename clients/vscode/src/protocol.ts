/** What the server and this client say to each other beyond the Language Server Protocol. */

import { NotificationType } from "vscode-languageclient/node";

export type State = "ready" | "busy" | "warning" | "error" | "off";

/** What the server is doing. `message` is one line; `toolchain` is "" while no Go toolchain is known. */
export interface Status {
  state: State;
  message: string;
  detail: string;
  toolchain: string;
}

/** The compiler's text for the package of one file. */
export interface CompilerOutput {
  package: string;
  text: string;
}

export interface InitializationOptions {
  settings: unknown;
  trusted: boolean;
  locale: string;
}

/** Server to client: the state has changed. */
export const statusNotification = new NotificationType<Status>("goescape/status");

/** Client to server: the user trusts the workspace from now on. */
export const trustNotification = new NotificationType<{ trusted: true }>("goescape/trust");

/** Server commands; the language client offers the first two to the user under the same identifiers. */
export const serverCommands = {
  analyseWorkspace: "goescape.analyseWorkspace",
  restartEngine: "goescape.restartEngine",
  compilerOutput: "goescape.compilerOutput",
} as const;
