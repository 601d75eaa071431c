// Which of the two texts are shown.

const isNarrow = matchMedia("(max-width: 45rem)");

/** Which texts people asked for; until they do, both where there is room. */
let askedPanes = null;

function panes() {
  return askedPanes ?? (isNarrow.matches ? "original" : "both");
}

function showPanes(name) {
  askedPanes = name;
  panesChanged();
}

function panesChanged() {
  const view = byId("file");
  if (!view) return;
  view.dataset.panes = panes();
  for (const it of view.querySelectorAll(".folded td")) it.colSpan = nColumns();
  for (const it of view.querySelectorAll("[data-pane]"))
    it.setAttribute("aria-pressed", String(it.dataset.pane === panes()));
}

/** Hidden columns would still be wide if a cell spanned them. */
function nColumns() {
  return panes() === "both" ? 3 : 2;
}
