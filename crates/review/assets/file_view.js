// One file: what there is to say about it, and its texts.

/** The finding that keys are about. */
let chosen = null;

function fileView(file) {
  liveRows = [];
  const head = element("header", { class: "file-head" });
  const view = element(
    "article",
    { id: "file", "aria-labelledby": "file-title", "data-panes": panes() },
    head,
    notes(file),
    sideBySide(file),
  );
  fillHead(head, file);
  return view;
}

function fillHead(head, file) {
  const nGoing = bytesGoing(file.findings);
  const decision = decisionOnFile(file);
  const position = listed.indexOf(file);
  head.replaceChildren(
    element("h2", { id: "file-title", tabindex: "-1" }, isolated(file.path)),
    element(
      "p",
      { class: "quiet" },
      position < 0 ? "" : `${grouped.format(position + 1)} of ${grouped.format(listed.length)} · `,
      file.findings.length === 0
        ? `${bytes(file.n_bytes)}${file.notes.length > 0 ? "" : ", nothing was found"}`
        : `${count(file.findings.length, "finding")}, ${bytes(nGoing)} of ${bytes(file.n_bytes)} go (${percent(nGoing, file.n_bytes)})`,
    ),
    element(
      "div",
      { class: "buttons" },
      element(
        "div",
        { class: "group", role: "group", "aria-label": "Whole file" },
        decisionButton("Accept file", "f", decision === "accept", () => toggleFile("accept"), "accept"),
        decisionButton("Reject file", "x", decision === "reject", () => toggleFile("reject"), "reject"),
      ),
      element(
        "div",
        { class: "group", role: "group", "aria-label": "Other files" },
        button(["Previous ", keyHint("p")], () => stepFile(-1), { "aria-keyshortcuts": "p" }),
        button(["Next ", keyHint("n")], () => stepFile(1), { "aria-keyshortcuts": "n" }),
      ),
      element(
        "div",
        { class: "group panes", role: "group", "aria-label": "Texts" },
        ...[
          ["original", "Original"],
          ["cleaned", "Cleaned"],
          ["both", "Both"],
        ].map(([name, label]) =>
          button(label, () => showPanes(name), { "data-pane": name, "aria-pressed": String(panes() === name) }),
        ),
      ),
    ),
  );
}

function notes(file) {
  if (file.notes.length === 0) return null;
  return element(
    "div",
    { class: "notes" },
    file.notes.map((it) => element("p", { class: "note" }, isolated(it))),
  );
}

/** A button that is down while its decision stands. */
function decisionButton(label, key, isDown, click, decision) {
  return button([label, " ", keyHint(key)], click, {
    "aria-pressed": String(isDown),
    "aria-keyshortcuts": key,
    class: decision,
    "data-key": key,
  });
}

/** After a decision: the same rows, filled anew. Focus stays where it was. */
function refreshFileView() {
  if (!openedFile) return;
  const focused = document.activeElement?.closest?.("[data-tag]")?.dataset.tag;
  const key = document.activeElement?.closest?.("#file [data-key]")?.dataset.key;
  fillHead(byId("file").querySelector(".file-head"), openedFile);
  for (const it of liveRows) it.fill();
  markChosen();
  if (focused !== undefined) byId("file").querySelector(`[data-tag="${focused}"]`)?.focus({ preventScroll: true });
  if (key !== undefined) byId("file").querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}

/** One tag can be reached by Tab: that of the chosen removal, else the first. */
function markChosen() {
  const view = byId("file");
  for (const it of view.querySelectorAll("[data-finding]"))
    it.classList.toggle("chosen", Number(it.dataset.finding) === chosen?.index);
  for (const it of view.querySelectorAll(".tag")) it.tabIndex = -1;
  const reachable = (chosen && view.querySelector(`[data-tag="${chosen.index}"]`)) ?? view.querySelector("[data-tag]");
  if (reachable) reachable.tabIndex = 0;
}
