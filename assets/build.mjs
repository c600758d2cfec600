// Builds the two bundles into crates/ui/assets/dist, which is committed so that building the program needs no npm.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import * as esbuild from "esbuild"
import * as sass from "sass"

const out = new URL("../crates/ui/assets/dist/", import.meta.url)
mkdirSync(out, { recursive: true })
for (const file of readdirSync(out)) rmSync(new URL(file, out))

const written = (name, text) => {
  writeFileSync(new URL(name, out), text)
  console.log(`${name}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} compressed`)
}

for (const name of ["citizen", "desk"]) {
  const css = sass.compile(`src/${name}.scss`, {
    style: "compressed",
    loadPaths: ["."],
    importers: [new sass.NodePackageImporter()],
    quietDeps: true,
  })
  // The library's pictures are not ours: crest and icons that no page of ours uses.
  const plain = css.css.replace(/url\("?\/assets\/images\/[^)]*\)/g, "none")
  const small = await esbuild.transform(plain, { loader: "css", minify: true, target: ["chrome90", "firefox90", "safari14"] })
  written(`${name}.css`, Buffer.from(small.code))
  const js = await esbuild.build({ entryPoints: [`src/${name}.js`], bundle: true, minify: true, format: "esm", target: "es2020", write: false, legalComments: "none" })
  written(`${name}.js`, Buffer.from(js.outputFiles[0].contents))
}
copyFileSync("src/icon.svg", new URL("icon.svg", out))
