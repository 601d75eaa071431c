// Decisions as lines for unchaff.toml.

function writeConfiguration() {
  const ignored = decided(decisions.rules, "reject");
  // What surrounds an article has no applicability.
  const promoted = decided(decisions.rules, "accept").filter((it) => categoryOf(it) !== "page");
  const excluded = decided(decisions.files, "reject").map(asGlob);
  const lines = [];
  if (ignored.length > 0) lines.push(tomlList("ignore", ignored));
  if (excluded.length > 0) lines.push(tomlList("exclude", excluded));
  if (promoted.length > 0) {
    if (lines.length > 0) lines.push("");
    lines.push("[applicability]", ...promoted.map((it) => `${tomlKey(it)} = "safe"`));
  }
  return lines.length > 0 ? `${lines.join("\n")}\n` : "# No decision on a rule, and no file is rejected.\n";
}

function decided(map, decision) {
  return [...map]
    .filter(([, it]) => it === decision)
    .map(([key]) => key)
    .sort();
}

/** One entry a line where they would make a long one. */
function tomlList(key, values) {
  const entries = values.map(tomlString);
  const line = `${key} = [${entries.join(", ")}]`;
  return line.length <= 100 ? line : `${key} = [\n${entries.map((it) => `    ${it},\n`).join("")}]`;
}

/** TOML has the escapes of JSON, and wants one more. */
function tomlString(text) {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}

function tomlKey(key) {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

/** The path as a pattern that matches only it. */
function asGlob(path) {
  return path.replaceAll("\\", "\\\\").replace(/[*?[{}]/g, "[$&]");
}
