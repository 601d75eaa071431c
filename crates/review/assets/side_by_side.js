// The original beside what becomes of it, as a table.

/** The rows of the open file that a decision may change, each with its element. */
let liveRows = [];

function sideBySide(file) {
  if (file.findings.length === 0)
    return element("p", { class: "none" }, "Nothing was found in this file, and it stays as it is.");
  const rows = rowsOf(file, piecesOf(file));
  return element(
    "table",
    { class: "texts" },
    element("caption", { class: "unseen" }, "The original line by line, and beside it what becomes of it"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col", class: "number" }, unseen("Line")),
        element("th", { scope: "col", class: "original" }, "Original"),
        element("th", { scope: "col", class: "cleaned" }, "Cleaned"),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((it) => rowElement(file, it)),
    ),
  );
}

function rowElement(file, row) {
  if (row.kind === "folded") return foldedRow(row);
  if (row.kind === "same") return sameRow(row);
  const shown = element("tr", { class: "changed" });
  const live = { fill: () => shown.replaceChildren(...changedCells(file, row)) };
  live.fill();
  liveRows.push(live);
  return shown;
}

function sameRow({ line, text }) {
  return element(
    "tr",
    {},
    numberCell(line),
    element("td", { class: "original", dir: "auto" }, text),
    element("td", { class: "cleaned", dir: "auto" }, text),
  );
}

function foldedRow(row) {
  const last = row.line + row.lines.length - 1;
  const shown = element("tr", { class: "folded" });
  const unfold = () => {
    const unfolded = sameRow(same(row.line, row.lines));
    unfolded.tabIndex = -1;
    shown.replaceWith(unfolded);
    unfolded.focus({ preventScroll: true });
  };
  shown.append(
    element(
      "td",
      { colspan: nColumns() },
      button(`Show ${grouped.format(row.lines.length)} unchanged lines (${row.line}–${last})`, unfold),
    ),
  );
  return shown;
}

function numberCell(line) {
  return element("td", { class: "number" }, String(line));
}

function changedCells(file, { line, segments, remarks }) {
  const original = segments.map((it, index) =>
    it.finding === undefined ? keptText(segments, index) : removal(file, it, isAlone(segments, index)),
  );
  const cleaned = segments
    .map((it) => (it.finding === undefined ? it.text : remainder(file, it)))
    .filter((it) => it !== null);
  return [
    numberCell(line),
    element("td", { class: "original", dir: "auto" }, remarks.map(remark), original),
    element(
      "td",
      { class: cleaned.length > 0 ? "cleaned" : "cleaned gone", dir: "auto" },
      cleaned.length > 0 ? cleaned : unseen("nothing stays"),
    ),
  ];
}

const LINE_END = /^\r?\n/;

/** Whether a removal has its lines to itself, so that its tag gets a line too. */
function isAlone(segments, index) {
  const startsLine = index === 0 || segments[index - 1].text.endsWith("\n");
  const endsLine =
    index === segments.length - 1 || segments[index].text.endsWith("\n") || LINE_END.test(segments[index + 1].text);
  return segments[index].finding !== undefined && startsLine && endsLine && /\S/.test(segments[index].text);
}

/** What stays of the original. The line of a removal that stands alone has ended already. */
function keptText(segments, index) {
  const { text } = segments[index];
  return index > 0 && isAlone(segments, index - 1) && !segments[index - 1].text.endsWith("\n")
    ? text.replace(LINE_END, "")
    : text;
}
