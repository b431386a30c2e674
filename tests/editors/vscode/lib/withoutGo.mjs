/** A machine that has no Go, as a process and all that it starts see it. */

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** Where Go is often put, beside PATH: see analysis/goescape/packages/environment.py. */
const PLACES = ["/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/usr/share/go"];
/** Runs its arguments with an empty folder in each of the places. */
const HIDING = `for place in ${PLACES.join(" ")}; do [ ! -d $place ] || mount -t tmpfs none $place || exit; done; exec "$@"`;

/** The variables of a user whose PATH has `commands` alone, as far as there is no go, and whose home is empty. */
export function environmentWithoutGo(commands, home) {
  const folders = [commands, "/usr/bin", "/bin"].filter((folder) => !fs.existsSync(path.join(folder, "go")));
  const named = Object.keys(process.env).filter((name) => name.startsWith("GO"));
  fs.mkdirSync(home, { recursive: true });
  return { ...Object.fromEntries(named.map((name) => [name, undefined])), PATH: folders.join(path.delimiter), HOME: home };
}

/** What to put in front of a command so that it finds no Go outside of PATH either. If there is one, that takes a mount
 * namespace; null where none may be made. */
export function hidingGo() {
  if (!PLACES.some((place) => fs.existsSync(place))) {
    return [];
  }
  const prefix = ["unshare", "--mount", "--map-root-user", "sh", "-c", HIDING, "sh"];
  return spawnSync(prefix[0], [...prefix.slice(1), "true"], { stdio: "inherit" }).status === 0 ? prefix : null;
}
