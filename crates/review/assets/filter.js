// Which files are listed, and which removals are walked.

const filter = { path: "", rule: "", category: "", applicability: "", state: "" };

/** What the filter lets through, in the order of the review. */
let listed = review.files;

function readFilter() {
  for (const name of Object.keys(filter)) filter[name] = byId(`filter-${name}`).value;
}

function setFilter(values) {
  for (const [name, value] of Object.entries(values)) byId(`filter-${name}`).value = value;
  filterChanged();
}

/** A file is listed if one of its findings has everything that is asked for. */
function isListed(file) {
  if (!file.path.toLowerCase().includes(filter.path.trim().toLowerCase())) return false;
  if (filter.state === "nothing") return file.findings.length === 0;
  const asksForFindings = filter.rule || filter.category || filter.applicability || filter.state;
  return !asksForFindings || file.findings.some((it) => isOfKind(it) && isInState(it));
}

function isOfKind(finding) {
  return (
    (!filter.rule || finding.rule === filter.rule) &&
    (!filter.category || finding.category === filter.category) &&
    (!filter.applicability || finding.applicability === filter.applicability)
  );
}

function isInState(finding) {
  switch (filter.state) {
    case "open":
      return isOpen(finding);
    case "decided":
      return isDecided(finding);
    case "goes":
      return isDecidable(finding) && outcome(finding).goes;
    case "stays":
      return isDecidable(finding) && !outcome(finding).goes;
    case "held-back":
    case "report-only":
      return finding.state === filter.state;
    default:
      return true;
  }
}

/**
 * The findings of a file that `j` and `k` visit. The state does not count, or a removal would be gone the moment one
 * decides on it; and of a file that was opened without the filter all are visited.
 */
function stopsOf(file) {
  const stops = file.stops.filter(isOfKind);
  return stops.length > 0 ? stops : file.stops;
}

function fillFilter() {
  fillSelect(byId("filter-rule"), rules);
  fillSelect(byId("filter-category"), categories);
  const form = byId("filter");
  form.addEventListener("input", filterChanged);
  form.addEventListener("reset", () => setTimeout(filterChanged));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (listed.length > 0) openFile(listed[0]);
  });
}

function fillSelect(select, names) {
  select.append(element("option", { value: "" }, "any"), ...names.map((it) => element("option", { value: it }, it)));
}

function filterChanged() {
  readFilter();
  byId("files").scrollTop = 0;
  showList();
}
