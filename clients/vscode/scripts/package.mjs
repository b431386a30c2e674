/*
 * Makes dist/goescape-<target>-<version>.vsix.
 *
 *     npm run package -- [--target linux-x64] [--out FILE]
 *
 * The extension is put together in build/<target>: the files below, the compiled client, the bundled server.
 * PYTHON names the Python that makes the bundle (python3); it has to have uv.
 */

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";

const client = path.dirname(import.meta.dirname);
const repository = path.join(client, "../..");

/** What goes into the package as it is: the source's path in this folder by the target's. */
const files = {
  "package.json": "package.json",
  "package.nls.json": "package.nls.json",
  "package.nls.zh-cn.json": "package.nls.zh-cn.json",
  "CHANGELOG.md": "CHANGELOG.md",
  LICENSE: "../../LICENSE",
  "dist/extension.js": "dist/extension.js",
  l10n: "l10n",
  walkthrough: "walkthrough",
  "bundled/tool": "bundled/tool",
  "images/icon.png": "images/icon.png",
};
const pictures = "../../docs/images";

function stage(target) {
  const folder = path.join(client, "build", target);
  fs.rmSync(folder, { recursive: true, force: true });
  for (const [to, from] of Object.entries(files)) {
    fs.cpSync(path.join(client, from), path.join(folder, to), {
      recursive: true,
      filter: (source) => path.basename(source) !== "__pycache__",
    });
  }
  fs.writeFileSync(path.join(folder, ".vscodeignore"), ""); // all that is staged belongs to the package
  stagePictures(folder);
  const bundle = ["--target", target, "--into", path.join(folder, "bundled/libs")];
  execFileSync(process.env.PYTHON ?? "python3", [path.join(client, "scripts/bundle.py"), ...bundle], { stdio: "inherit" });
  return folder;
}

/** The README points to the repository's pictures; in the package they lie in images/, as the manifest expects. */
function stagePictures(folder) {
  const readme = fs.readFileSync(path.join(client, "README.md"), "utf8");
  fs.writeFileSync(path.join(folder, "README.md"), readme.replaceAll(`](${pictures}/`, "](images/"));
  const { contributes } = JSON.parse(fs.readFileSync(path.join(client, "package.json"), "utf8"));
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  for (const image of steps.map((step) => step.media.image).filter(Boolean)) {
    fs.copyFileSync(path.join(client, pictures, path.basename(image)), path.join(folder, image));
  }
}

const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } });
const target = values.target ?? `${process.platform}-${process.arch}`;
const { version } = JSON.parse(fs.readFileSync(path.join(client, "package.json"), "utf8"));
const out = path.resolve(values.out ?? path.join(client, `dist/goescape-${target}-${version}.vsix`));

execFileSync(process.execPath, [path.join(client, "esbuild.mjs")], { stdio: "inherit", cwd: client });
fs.mkdirSync(path.dirname(out), { recursive: true });
await createVSIX({
  cwd: stage(target),
  target,
  packagePath: out,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
console.log(`${path.relative(repository, out)}: ${(fs.statSync(out).size / 1e6).toFixed(1)} MB`);
