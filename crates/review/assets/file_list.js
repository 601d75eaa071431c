// The list of files. Only rows in sight are in the document, so that the number of files does not matter.

/** Of a row, in rem; the style says the same. */
const ROW_HEIGHT = 3.5;

/** Rows above and below those in sight, so that quick scrolling finds them ready. */
const SPARE_ROWS = 6;

/** The file that is open, if one is. */
let openedFile = null;

function showList() {
  listed = review.files.filter(isListed);
  const n = grouped.format(listed.length);
  byId("n-files").textContent =
    listed.length === review.files.length
      ? count(listed.length, "file")
      : `${n} of ${count(review.files.length, "file")}`;
  showRows();
}

function rowPixels() {
  return ROW_HEIGHT * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function showRows() {
  const list = byId("files");
  const height = rowPixels();
  const from = Math.max(0, Math.floor(list.scrollTop / height) - SPARE_ROWS);
  const to = Math.min(listed.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + SPARE_ROWS);
  const rows = listed
    .slice(from, to)
    .map((file, index) => withProperty(fileRow(file, from + index), "top", `${(from + index) * height}px`));
  const space = withProperty(
    element("div", { class: "space", role: "presentation" }, rows),
    "height",
    `${listed.length * height}px`,
  );
  list.replaceChildren(listed.length > 0 ? space : element("p", { class: "quiet none" }, "No file is like that."));
  const isInSight = rows.some((it) => it.id === `row-${openedFile?.index}`);
  if (isInSight) list.setAttribute("aria-activedescendant", `row-${openedFile.index}`);
  else list.removeAttribute("aria-activedescendant");
}

function fileRow(file, position) {
  const isOpened = file === openedFile;
  return element(
    "div",
    {
      id: `row-${file.index}`,
      class: "file-row",
      role: "option",
      "aria-selected": String(isOpened),
      "aria-posinset": position + 1,
      "aria-setsize": listed.length,
      "data-file": file.index,
    },
    pathWords(file.path),
    element("span", { class: "quiet" }, isolated(fileWords(file))),
  );
}

function pathWords(path) {
  const end = path.lastIndexOf("/") + 1;
  const folder = end > 0 ? element("bdi", { class: "folder quiet" }, path.slice(0, end)) : null;
  return element("span", { class: "path", title: path }, folder, element("bdi", { class: "name" }, path.slice(end)));
}

function fileWords(file) {
  const decision = decisionOnFile(file);
  const whole = decision === "reject" ? "stays whole · " : decision === "accept" ? "all goes · " : "";
  if (file.findings.length === 0) return `${whole}${file.notes[0] ?? "nothing found"}`;
  const nOpen = file.findings.filter(isOpen).length;
  const open = nOpen > 0 ? `, ${nOpen} open` : ", none open";
  return `${whole}${count(file.findings.length, "finding")}${open} · −${bytes(bytesGoing(file.findings))}`;
}

function bytesGoing(findings) {
  return findings.reduce((sum, it) => sum + (outcome(it).goes ? it.n_bytes : 0), 0);
}

/** Scrolls so far that the row of the open file is in sight. */
function revealOpenedFile() {
  const position = listed.indexOf(openedFile);
  if (position < 0) return;
  const list = byId("files");
  const top = position * rowPixels();
  const bottom = top + rowPixels();
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

function watchList() {
  const list = byId("files");
  list.addEventListener("scroll", () => requestAnimationFrame(showRows), { passive: true });
  new ResizeObserver(showRows).observe(list);
  list.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-file]");
    if (row) openFile(review.files[Number(row.dataset.file)]);
  });
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === "Enter" && openedFile) showContent();
    if (steps === undefined || listed.length === 0) return;
    event.preventDefault();
    const position = listed.indexOf(openedFile) + steps;
    openFile(listed[Math.max(0, Math.min(listed.length - 1, position))], { staysInList: true });
  });
}
