// The data of the page.

const review = JSON.parse(byId("review").textContent);

review.files.forEach((file, index) => {
  file.index = index;
  file.findings.forEach((finding, findingIndex) => {
    finding.index = findingIndex;
    finding.file = file;
    finding.category = categoryOf(finding.rule);
    finding.key = editKey({ path: file.path, rule: finding.rule, text: finding.text_hash, nth: finding.nth });
  });
  // Reports come in no order of their own.
  file.stops = file.findings.toSorted((a, b) => a.line - b.line || a.column - b.column || a.index - b.index);
});

const allFindings = review.files.flatMap((it) => it.findings);
const rules = sortedSet(allFindings.map((it) => it.rule));
const categories = sortedSet(allFindings.map((it) => it.category));

function sortedSet(names) {
  return [...new Set(names)].sort();
}

/** Names come from data: `constructor` is no rule. */
function ruleInfo(rule) {
  return Object.hasOwn(review.rules, rule) ? review.rules[rule] : { category: "other", summary: "" };
}

function categoryOf(rule) {
  return ruleInfo(rule).category;
}

/** What names a removal in a decisions file. */
function editKey({ path, rule, text, nth }) {
  return JSON.stringify([path, rule, text, nth]);
}

/** Texts are read when a file is opened, and forgotten when it is closed. */
function piecesOf(file) {
  return JSON.parse(byId(`text-${file.index}`).textContent);
}

/** Whether anybody can decide about it. */
function isDecidable(finding) {
  return finding.state === "applied" || finding.state === "not-applied";
}

/** Hues as far apart as so many categories allow; names and patterns tell the same without colour. */
function hueOf(category) {
  return Math.round((categories.indexOf(category) * 137.5 + 25) % 360);
}

const coloured = (styled, category) => withProperty(styled, "--hue", hueOf(category));
