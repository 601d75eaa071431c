// Converts whole HTML pages to Markdown with turndown.
//
//     node convert.mjs PAGES OUT        PAGES holds <id>.html or <id>.html.gz
//
// Writes OUT/turndown/<id>.md. See convert.py for the other converters.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import TurndownService from "turndown";

const [pages, out] = process.argv.slice(2);
if (!out) {
  console.error("usage: node convert.mjs PAGES OUT");
  process.exit(2);
}
const turndown = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.remove(["head", "script", "style", "noscript", "template", "iframe", "svg"]);

mkdirSync(join(out, "turndown"), { recursive: true });
for (const name of readdirSync(pages).filter((it) => /\.html(\.gz)?$/.test(it)).sort()) {
  const bytes = readFileSync(join(pages, name));
  const page = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  let markdown = "";
  try {
    markdown = turndown.turndown(page);
  } catch (error) {
    console.error(`turndown cannot convert ${name}: ${error}`);
  }
  writeFileSync(join(out, "turndown", name.replace(/\.html(\.gz)?$/, ".md")), markdown);
}
