// What buttons and keys do.

/** Brings everything on the page up to date with the decisions. */
function showAll() {
  showList();
  showProgress();
  if (openedFile) refreshFileView();
  else refreshSummary();
  showInspector();
}

function showProgress() {
  const decidable = allFindings.filter(isDecidable);
  const nDecided = decidable.filter(isDecided).length;
  const unsaved = isSaved ? "" : " · not saved";
  byId("progress").textContent =
    `${grouped.format(nDecided)} of ${count(decidable.length, "removal")} decided${unsaved}`;
}

function showSummary() {
  openedFile = null;
  chosen = null;
  document.body.dataset.shows = "content";
  showAll();
  byId("content").scrollTop = 0;
  byId("summary-title").focus({ preventScroll: true });
}

/** Lists what has all this, and shows the list. */
function showOnly(values) {
  setFilter({ path: "", rule: "", category: "", applicability: "", state: "", ...values });
  document.body.dataset.shows = "list";
  byId("files").focus();
}

function showContent() {
  document.body.dataset.shows = "content";
  byId("file-title")?.focus({ preventScroll: true });
}

function openFile(file, { staysInList = false } = {}) {
  openedFile = file;
  chosen = null;
  byId("shown").replaceChildren(fileView(file));
  markChosen();
  byId("content").scrollTop = 0;
  showInspector();
  revealOpenedFile();
  showRows();
  if (!staysInList) showContent();
}

/** The next file of the list, or the one before. */
function stepFile(step) {
  const file = fileBeside(step);
  if (!file) {
    announce(step > 0 ? "This is the last file of the list" : "This is the first file of the list");
    return null;
  }
  openFile(file);
  announce(`${file.path}: ${fileWords(file)}`);
  return file;
}

/** A file that the filter does not let through any more has neighbours all the same. */
function fileBeside(step, isWanted = () => true) {
  const files = listed.filter(isWanted);
  if (!openedFile) return files.at(step > 0 ? 0 : -1);
  return step > 0
    ? files.find((it) => it.index > openedFile.index)
    : files.findLast((it) => it.index < openedFile.index);
}

/** The next removal, in the next file with one if this was the last. */
function stepRemoval(step) {
  const stops = openedFile ? stopsOf(openedFile) : [];
  const next = chosen ? stops.indexOf(chosen) + step : step > 0 ? 0 : stops.length - 1;
  if (stops[next]) {
    choose(stops[next], { focuses: true });
    return;
  }
  const file = fileBeside(step, (it) => it.findings.length > 0);
  if (!file) {
    announce(step > 0 ? "This was the last removal of the list" : "This was the first removal of the list");
    return;
  }
  openFile(file);
  announce(`${file.path}: ${fileWords(file)}`);
  choose(stopsOf(file).at(step > 0 ? 0 : -1), { focuses: true });
}

function choose(finding, { focuses = false } = {}) {
  chosen = finding;
  if (panes() === "cleaned" && focuses) showPanes("original");
  markChosen();
  showInspector();
  const shown = byId("file").querySelector(`[data-tag="${finding.index}"]`);
  if (!focuses || !shown) return;
  shown.focus({ preventScroll: true });
  reveal(shown.closest("tr"));
}

/** Scrolls no more than it must. Of a long row the beginning is enough. */
function reveal(row) {
  const content = byId("content").getBoundingClientRect();
  const { top, height } = row.getBoundingClientRect();
  const isLong = height > content.height / 3;
  const covered = byId("file").querySelector(".file-head").getBoundingClientRect().bottom;
  const beginsInSight = top >= covered && top < content.top + content.height / 2;
  if (!isLong || !beginsInSight) row.scrollIntoView({ block: isLong ? "start" : "nearest" });
}

function decideAndTell(decide, what, decision) {
  decide();
  showAll();
  announce(`${{ accept: "Accepted", reject: "Rejected" }[decision] ?? "No decision any more"}: ${what}`);
}

function setEdit(decision) {
  if (!chosen) return announce("Choose a removal first, with j or k");
  if (!isDecidable(chosen)) return announce(outcomeSentence(chosen));
  return decideAndTell(() => decideOnEdit(chosen, decision), `${chosen.rule} in line ${chosen.line}`, decision);
}

function setRule(rule, decision) {
  if (!rule) return announce("Choose a removal first, with j or k");
  return decideAndTell(() => decideOnRule(rule, decision), `${rule}, everywhere`, decision);
}

function setFile(decision) {
  if (!openedFile) return announce("Open a file first");
  return decideAndTell(() => decideOnFile(openedFile, decision), `the whole of ${openedFile.path}`, decision);
}

/** A button that is down goes up again, and its decision with it. */
const toggled = (before, decision) => (before === decision ? undefined : decision);
const toggleEdit = (decision) => setEdit(toggled(decisionOnEdit(chosen), decision));
const toggleRule = (rule, decision) => setRule(rule, toggled(decisionOnRule(rule), decision));
const toggleFile = (decision) => setFile(toggled(decisionOnFile(openedFile), decision));

function undoAndTell() {
  if (!undo()) return announce("There is nothing to undo");
  showAll();
  return announce("Taken back");
}

/** From the text to the facts about it, and back. */
function enterInspector() {
  if (chosen) byId("inspector").querySelector("button")?.focus();
}

function leave() {
  if (chosen && byId("inspector").contains(document.activeElement)) choose(chosen, { focuses: true });
  else if (isTyping(document.activeElement)) byId("files").focus();
}

function focusFilter() {
  document.body.dataset.shows = "list";
  byId("filter-path").focus();
  byId("filter-path").select();
}
