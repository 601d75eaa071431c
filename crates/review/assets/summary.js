// The summary: how much goes, by which rules, and where most.

const MOST_CHANGED = 10;

function summaryView() {
  return element(
    "div",
    { id: "summary" },
    element("h2", { id: "summary-title", tabindex: "-1" }, "Summary"),
    figures(),
    element(
      "p",
      { class: "legend quiet" },
      element("span", { class: "bar-key goes", "aria-hidden": "true" }),
      "goes ",
      element("span", { class: "bar-key stays", "aria-hidden": "true" }),
      "stays: Unsafe, rejected or held back",
    ),
    section("by-rule", "By rule", ruleTable()),
    section("by-category", "By category", categoryTable()),
    section("most-changed", "Most changed files", mostChanged()),
    section("duplicates", "Duplicates", duplicateGroups()),
  );
}

function section(id, title, ...children) {
  return element(
    "section",
    { class: id, "aria-labelledby": `${id}-title` },
    element("h3", { id: `${id}-title` }, title),
    ...children,
  );
}

function figures() {
  const nBytes = review.files.reduce((sum, it) => sum + it.n_bytes, 0);
  const nGoing = bytesGoing(allFindings);
  const going = allFindings.filter((it) => outcome(it).goes);
  const nChanged = review.files.filter((file) => file.findings.some((it) => outcome(it).goes)).length;
  const unsafe = allFindings.filter((it) => it.applicability === "unsafe" && isOpen(it));
  return element(
    "dl",
    { class: "figures" },
    figure(grouped.format(nChanged), `of ${count(review.files.length, "file")} change`),
    figure(bytes(nGoing), `of ${bytes(nBytes)} go (${percent(nGoing, nBytes)})`),
    figure(grouped.format(going.length), `of ${count(allFindings.length, "finding")} go`),
    figure(
      grouped.format(unsafe.length),
      "Unsafe ones wait for you",
      unsafe.length > 0 && { applicability: "unsafe", state: "open" },
    ),
    stateFigure("held-back", "held back"),
    stateFigure("report-only", "only reported"),
  );
}

function stateFigure(state, words) {
  const n = allFindings.filter((it) => it.state === state).length;
  return figure(grouped.format(n), words, n > 0 && { state });
}

/** A number; where a filter shows what is behind it, a button. */
function figure(number, words, shownBy) {
  const value = shownBy
    ? button(number, () => showOnly(shownBy), { "aria-label": `${number} ${words}: show them` })
    : number;
  return element("div", {}, element("dt", {}, words), element("dd", {}, value));
}

/** What is known of findings that have something in common. */
function tally(findings) {
  const nGoing = bytesGoing(findings);
  const nBytes = findings.reduce((sum, it) => sum + it.n_bytes, 0);
  return { nFindings: findings.length, nGoing, nStaying: nBytes - nGoing };
}

function talliesBy(property) {
  const groups = Map.groupBy(allFindings, (it) => it[property]);
  const tallies = [...groups].map(([name, findings]) => ({ name, category: findings[0].category, ...tally(findings) }));
  return tallies.sort(
    (a, b) => b.nGoing + b.nStaying - a.nGoing - a.nStaying || b.nFindings - a.nFindings || compare(a.name, b.name),
  );
}

function ruleTable() {
  const tallies = talliesBy("rule");
  if (tallies.length === 0) return element("p", {}, "Nothing was found.");
  const most = mostBytes(tallies);
  const mostFindings = Math.max(...tallies.map((it) => it.nFindings));
  return plotTable(
    ["Rule", "Category", "Findings", "Bytes", "Everywhere"],
    tallies.map((it) => [
      element(
        "th",
        { scope: "row" },
        button(isolated(it.name), () => showOnly({ rule: it.name }), {
          class: "plain",
          title: ruleInfo(it.name).summary,
        }),
      ),
      element("td", {}, isolated(it.category)),
      element("td", { class: "plot" }, countBar(it, mostFindings)),
      element("td", { class: "plot" }, bytesBar(it, most)),
      element("td", {}, ruleButtons(it.name)),
    ]),
  );
}

function ruleButtons(rule) {
  const decision = decisionOnRule(rule);
  const decide = (word, label) =>
    button(label, () => toggleRule(rule, word), {
      class: word,
      "aria-pressed": String(decision === word),
      "aria-label": `${label} ${rule} everywhere`,
      "data-key": `${word} ${rule}`,
    });
  return element(
    "div",
    { class: "group", role: "group", "aria-label": rule },
    decide("accept", "Accept"),
    decide("reject", "Reject"),
  );
}

function categoryTable() {
  const tallies = talliesBy("category");
  if (tallies.length === 0) return element("p", {}, "Nothing was found.");
  const most = mostBytes(tallies);
  const mostFindings = Math.max(...tallies.map((it) => it.nFindings));
  return plotTable(
    ["Category", "Findings", "Bytes"],
    tallies.map((it) => [
      element(
        "th",
        { scope: "row" },
        button(isolated(it.name), () => showOnly({ category: it.name }), { class: "plain" }),
      ),
      element("td", { class: "plot" }, countBar(it, mostFindings)),
      element("td", { class: "plot" }, bytesBar(it, most)),
    ]),
  );
}

function mostChanged() {
  const changed = review.files
    .map((file) => ({ file, nGoing: bytesGoing(file.findings) }))
    .filter((it) => it.nGoing > 0);
  changed.sort((a, b) => b.nGoing / b.file.n_bytes - a.nGoing / a.file.n_bytes || a.file.index - b.file.index);
  if (changed.length === 0) return element("p", {}, "No file would change.");
  return plotTable(
    ["File", "Share that goes", "Findings"],
    changed.slice(0, MOST_CHANGED).map(({ file, nGoing }) => [
      element(
        "th",
        { scope: "row" },
        button(isolated(file.path), () => openFile(file), { class: "plain" }),
      ),
      element(
        "td",
        { class: "plot" },
        bar(file.findings[0].category, [["share", Math.min(1, nGoing / file.n_bytes)]]),
        element("span", {}, `${percent(nGoing, file.n_bytes)}, ${bytes(nGoing)}`),
      ),
      element("td", {}, grouped.format(file.findings.length)),
    ]),
  );
}

/** After a decision: the same summary, with focus where it was. */
function refreshSummary() {
  const focused = document.activeElement?.closest?.("#summary [data-key]")?.dataset.key;
  const content = byId("content");
  const { scrollTop } = content;
  byId("shown").replaceChildren(summaryView());
  content.scrollTop = scrollTop;
  if (focused)
    [...byId("summary").querySelectorAll("[data-key]")]
      .find((it) => it.dataset.key === focused)
      ?.focus({ preventScroll: true });
}
