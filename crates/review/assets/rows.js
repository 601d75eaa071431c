// Pieces become rows: lines of the original that are shown beside what becomes of them.

/** How many unchanged lines are shown around a change. */
const CONTEXT_LINES = 3;

/** Fewer lines are not worth a button. */
const FEWEST_FOLDED = 4;

/**
 * Rows in order: `{ kind: "same", line, text }`, `{ kind: "folded", line, lines }`, and
 * `{ kind: "changed", line, segments, remarks }`, where a segment is `{ text, finding, insert, isFirst }`.
 *
 * Findings without pieces are remarks on the line where they stand.
 */
function rowsOf(file, pieces) {
  const lines = linesOf(pieces);
  const remarks = remarksByLine(file, pieces, lines.length);
  const seen = new Set();
  const rows = [];
  lines.forEach((segments, index) => {
    const line = index + 1;
    const ofLine = remarks.get(line) ?? [];
    const isChanged = ofLine.length > 0 || segments.some((it) => it.finding !== undefined);
    const last = rows.at(-1);
    if (!isChanged) {
      const text = segments.map((it) => it.text).join("");
      if (last?.kind === "same") last.lines.push(text);
      else rows.push({ kind: "same", line, lines: [text] });
    } else if (last?.kind === "changed" && goesOn(last.segments, segments)) {
      last.remarks.push(...ofLine);
      append(last.segments, segments, seen);
    } else {
      rows.push({ kind: "changed", line, segments: append([], segments, seen), remarks: ofLine });
    }
  });
  return folded(rows);
}

/** The lines of the text, each with its end, cut where pieces end. A last line without any text is none. */
function linesOf(pieces) {
  const lines = [[]];
  for (const { text, finding, insert = "" } of pieces) {
    for (const [index, part] of text.split(/(?<=\n)/).entries()) {
      if (lines.at(-1).at(-1)?.text.endsWith("\n")) lines.push([]);
      if (part !== "" || finding !== undefined)
        lines.at(-1).push({ text: part, finding, insert: index === 0 ? insert : "" });
    }
  }
  return lines.at(-1).length > 0 ? lines : lines.slice(0, -1);
}

function remarksByLine(file, pieces, nLines) {
  const owners = new Set(pieces.map((it) => it.finding));
  const remarks = new Map();
  for (const finding of file.stops.filter((it) => !owners.has(it.index))) {
    const line = Math.max(1, Math.min(nLines, finding.line));
    remarks.set(line, [...(remarks.get(line) ?? []), finding]);
  }
  return remarks;
}

/** Whether a removal leads from the lines above into these. */
function goesOn(above, below) {
  return above.at(-1)?.finding !== undefined && above.at(-1).finding === below[0]?.finding;
}

/** Neighbours of the same finding become one segment; the first of each finding is marked. */
function append(row, segments, seen) {
  for (const { text, finding, insert } of segments) {
    const last = row.at(-1);
    if (last && last.finding === finding) {
      last.text += text;
      last.insert += insert;
      continue;
    }
    row.push({ text, finding, insert, isFirst: finding !== undefined && !seen.has(finding) });
    seen.add(finding);
  }
  return row;
}

/** Long runs of unchanged lines are folded, but for some around each change. */
function folded(rows) {
  return rows.flatMap((row, index) => {
    if (row.kind !== "same") return [row];
    const nAbove = index > 0 ? CONTEXT_LINES : 0;
    const nBelow = index + 1 < rows.length ? CONTEXT_LINES : 0;
    const { line, lines } = row;
    const isLong = rows.length > 1 && lines.length >= nAbove + FEWEST_FOLDED + nBelow;
    if (!isLong) return [same(line, lines)];
    const end = lines.length - nBelow;
    return [
      ...(nAbove > 0 ? [same(line, lines.slice(0, nAbove))] : []),
      { kind: "folded", line: line + nAbove, lines: lines.slice(nAbove, end) },
      ...(nBelow > 0 ? [same(line + end, lines.slice(end))] : []),
    ];
  });
}

function same(line, lines) {
  return { kind: "same", line, text: lines.join("") };
}
