// Builds the assets into out/: the style sheet by dart-sass, the scripts by esbuild, each named by a hash of its content and
// compressed with brotli; and out/manifest.tsv (name, file, media type, whether there is a .br), which build.rs reads.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { compile } from "sass";

const out = "out";
const types = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
const lines = [];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

function add(name, file, content) {
  const bytes = Buffer.from(content);
  writeFileSync(join(out, file), bytes);
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const worthIt = small.length < bytes.length * 0.9;
  if (worthIt) writeFileSync(join(out, `${file}.br`), small);
  lines.push([name, file, types[extname(file)], worthIt ? "1" : "0"].join("\t"));
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(name);
  return `${basename(name, extension)}-${hash}${extension}`;
}

const { css } = compile("src/app.scss", {
  loadPaths: ["node_modules/govuk-frontend/dist"],
  style: "compressed",
  quietDeps: true,
});
for (const unwanted of ["@font-face", "GDS Transport", "url("]) {
  if (css.includes(unwanted)) throw new Error(`The style sheet contains ${unwanted}.`);
}
add("app.css", hashed("app.css", css), css);

const scripts = await build({
  entryPoints: ["src/app.ts"],
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  legalComments: "none",
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  metafile: true,
  write: false,
});
for (const file of scripts.outputFiles) {
  const name = basename(file.path);
  const made = Object.entries(scripts.metafile.outputs).find(([path]) => basename(path) === name)?.[1];
  add(made?.entryPoint === "src/app.ts" ? "app.js" : name, name, file.contents);
}

for (const name of readdirSync("src").filter((name) => extname(name) === ".svg")) {
  const content = readFileSync(join("src", name));
  add(name, hashed(name, content), content);
}

writeFileSync(join(out, "manifest.tsv"), `${lines.join("\n")}\n`);
