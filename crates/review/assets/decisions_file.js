// Decisions as a file that `unchaff clean --decisions` obeys.

const DECISIONS_VERSION = 1;

/** The text of the file. It is the same for the same decisions, in whatever order they were made. */
function writeDecisions() {
  const edits = [...decisions.edits.values()].sort(byPlace);
  const file = {
    "unchaff-decisions": DECISIONS_VERSION,
    rules: sortedObject(decisions.rules),
    files: sortedObject(decisions.files),
    edits: edits.map(({ path, rule, text, nth, decision }) => ({ path, rule, text, nth, decision })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function sortedObject(map) {
  return Object.fromEntries([...map].sort(([a], [b]) => compare(a, b)));
}

function byPlace(a, b) {
  return compare(a.path, b.path) || compare(a.rule, b.rule) || compare(a.text, b.text) || a.nth - b.nth;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Reads such a file, or says in an error what is wrong with it. Decisions on what is not on this page are kept, so that
 * saving loses none.
 */
function readDecisions(text) {
  const file = parsed(text);
  if (!isObject(file) || file["unchaff-decisions"] === undefined) throw new Error('it has no "unchaff-decisions"');
  if (file["unchaff-decisions"] !== DECISIONS_VERSION) {
    throw new Error(
      `its version is ${JSON.stringify(file["unchaff-decisions"])}, and this page reads ${DECISIONS_VERSION}`,
    );
  }
  if (!Array.isArray(file.edits ?? [])) throw new Error('"edits" is no list');
  return {
    rules: readMap(file, "rules"),
    files: readMap(file, "files"),
    edits: new Map((file.edits ?? []).map((it) => [editKey(readEdit(it)), readEdit(it)])),
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("it is no JSON");
  }
}

function readMap(file, name) {
  const object = file[name] ?? {};
  if (!isObject(object)) throw new Error(`"${name}" is no object`);
  return new Map(Object.entries(object).map(([key, decision]) => [key, readDecision(decision)]));
}

function readEdit(edit) {
  const isEdit =
    isObject(edit) &&
    [edit.path, edit.rule, edit.text].every((it) => typeof it === "string") &&
    Number.isInteger(edit.nth);
  if (!isEdit) throw new Error(`${JSON.stringify(edit)} is no edit`);
  return { path: edit.path, rule: edit.rule, text: edit.text, nth: edit.nth, decision: readDecision(edit.decision) };
}

function readDecision(decision) {
  if (decision !== "accept" && decision !== "reject") {
    throw new Error(`${JSON.stringify(decision)} is neither "accept" nor "reject"`);
  }
  return decision;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
