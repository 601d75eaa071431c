// Everything about the chosen removal, and what can be decided about it.

function showInspector() {
  const inspector = byId("inspector");
  const key = inspector.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  inspector.hidden = !chosen;
  if (!chosen) return;
  inspector.replaceChildren(coloured(facts(chosen), chosen.category), deciding(chosen));
  if (key) inspector.querySelector(`[data-key="${key}"]`)?.focus();
}

function facts(finding) {
  const { summary } = ruleInfo(finding.rule);
  const stops = stopsOf(finding.file);
  const position = stops.indexOf(finding);
  const place = `${finding.line}:${finding.column}`;
  return element(
    "div",
    { class: "facts" },
    element(
      "p",
      {},
      element("span", { class: "swatch", "aria-hidden": "true" }),
      element("strong", {}, isolated(finding.rule)),
      summary ? [": ", isolated(summary)] : null,
      element("span", { class: "quiet" }, position < 0 ? "" : ` ${position + 1} of ${stops.length}`),
    ),
    element(
      "dl",
      {},
      ...fact("Category", isolated(finding.category)),
      ...fact("Kind", APPLICABILITY_WORDS[finding.applicability]),
      ...fact("Evidence", isolated(finding.evidence)),
      ...fact("Place", place),
      ...fact("Size", bytes(finding.n_bytes)),
      ...(finding.insert ? fact("Instead", element("code", {}, finding.insert)) : []),
    ),
    element("p", { class: "why" }, outcomeSentence(finding)),
  );
}

const fact = (name, value) => [element("div", {}, element("dt", {}, name), element("dd", {}, value))];

function deciding(finding) {
  const here = decisionOnEdit(finding);
  const everywhere = decisionOnRule(finding.rule);
  const removalButtons = [
    decisionButton("Accept", "a", here === "accept", () => toggleEdit("accept"), "accept"),
    decisionButton("Reject", "r", here === "reject", () => toggleEdit("reject"), "reject"),
  ];
  return element(
    "div",
    { class: "buttons" },
    isDecidable(finding)
      ? element("div", { class: "group", role: "group", "aria-label": "This removal" }, removalButtons)
      : null,
    element(
      "div",
      { class: "group", role: "group", "aria-label": `All of ${finding.rule}` },
      decisionButton("Accept rule", "A", everywhere === "accept", () => toggleRule(finding.rule, "accept"), "accept"),
      decisionButton("Reject rule", "R", everywhere === "reject", () => toggleRule(finding.rule, "reject"), "reject"),
    ),
    element(
      "div",
      { class: "group", role: "group", "aria-label": "Other removals" },
      button(["Previous ", keyHint("k")], () => stepRemoval(-1), { "aria-keyshortcuts": "k", "data-key": "k" }),
      button(["Next ", keyHint("j")], () => stepRemoval(1), { "aria-keyshortcuts": "j", "data-key": "j" }),
    ),
  );
}
