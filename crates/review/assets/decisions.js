// What people decided, and what follows from it.

/** Each is `"accept"` (it goes) or `"reject"` (it stays). Those of edits stand with what names the edit. */
let decisions = noDecisions();

/** How to take back each step, the last one last. */
const steps = [];

let isSaved = true;

function noDecisions() {
  return { rules: new Map(), files: new Map(), edits: new Map() };
}

function decisionOnRule(rule) {
  return decisions.rules.get(rule);
}

function decisionOnFile(file) {
  return decisions.files.get(file.path);
}

function decisionOnEdit(finding) {
  return decisions.edits.get(finding.key)?.decision;
}

/** Without a decision, the one that stood there is forgotten. */
function decideOnRule(rule, decision) {
  put(decisions.rules, rule, decision);
}

function decideOnFile(file, decision) {
  put(decisions.files, file.path, decision);
}

function decideOnEdit(finding, decision) {
  const edit = { path: finding.file.path, rule: finding.rule, text: finding.text_hash, nth: finding.nth, decision };
  put(decisions.edits, finding.key, decision && edit);
}

function put(map, key, value) {
  const before = map.get(key);
  setOrDelete(map, key, value);
  steps.push(() => setOrDelete(map, key, before));
  isSaved = false;
}

function setOrDelete(map, key, value) {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Whether there was something to undo. */
function undo() {
  const step = steps.pop();
  if (!step) return false;
  step();
  isSaved = false;
  return true;
}

function replaceDecisions(others) {
  const before = decisions;
  decisions = others;
  steps.push(() => {
    decisions = before;
  });
}

function hasDecisions() {
  return decisions.rules.size + decisions.files.size + decisions.edits.size > 0;
}

/** Whether a finding goes, and on whose word: the most specific decision wins. */
function outcome(finding) {
  if (!isDecidable(finding)) return { goes: false, by: finding.state };
  for (const [by, decision] of [
    ["removal", decisionOnEdit(finding)],
    ["file", decisionOnFile(finding.file)],
    ["rule", decisionOnRule(finding.rule)],
  ]) {
    if (decision) return { goes: decision === "accept", by };
  }
  return { goes: finding.state === "applied", by: "default" };
}

function isDecided(finding) {
  return isDecidable(finding) && outcome(finding).by !== "default";
}

function isOpen(finding) {
  return isDecidable(finding) && outcome(finding).by === "default";
}

/** What happens to a finding, in one or two words. */
function outcomeWord(finding) {
  if (finding.state === "held-back") return "held back";
  if (finding.state === "report-only") return "reported";
  return outcome(finding).goes ? "goes" : "stays";
}

/** Why it happens, as a sentence. */
function outcomeSentence(finding) {
  const { goes, by } = outcome(finding);
  const verb = goes ? "Goes" : "Stays";
  switch (by) {
    case "held-back":
      return "Held back: it stays, since other text would change its meaning, or too much would go.";
    case "report-only":
      return "Only reported: a person should look at it, there is nothing to remove.";
    case "removal":
      return `${verb}: you decided on this removal.`;
    case "file":
      return `${verb}: you decided on the whole file.`;
    case "rule":
      return `${verb}: you decided on the rule.`;
    default:
      return goes ? "Goes, unless you reject it." : "Stays, unless you accept it: it was not asked for.";
  }
}
