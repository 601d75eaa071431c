// Keys.

const KEYS = [
  ["j", "next removal", () => stepRemoval(1)],
  ["k", "previous removal", () => stepRemoval(-1)],
  ["a", "accept this removal: it goes", () => setEdit("accept")],
  ["r", "reject this removal: it stays", () => setEdit("reject")],
  ["c", "forget the decision on this removal", () => setEdit(undefined)],
  ["A", "accept all removals of this rule", () => setRule(chosen?.rule, "accept")],
  ["R", "reject all removals of this rule", () => setRule(chosen?.rule, "reject")],
  ["C", "forget the decision on this rule", () => setRule(chosen?.rule, undefined)],
  ["f", "accept all removals in this file", () => setFile("accept")],
  ["x", "reject the file: all of it stays", () => setFile("reject")],
  ["X", "forget the decision on this file", () => setFile(undefined)],
  ["n", "next file", () => stepFile(1)],
  ["p", "previous file", () => stepFile(-1)],
  ["u", "undo", undoAndTell],
  ["s", "save the decisions", save],
  ["/", "filter", focusFilter],
  ["o", "overview: the summary", showSummary],
  ["Enter", "on a removal: all about it", null],
  ["Escape", "back to the removal, or out of the filter", null],
  ["?", "this help", () => byId("help").showModal()],
];

function watchKeys() {
  byId("help-keys").tBodies[0].append(
    ...KEYS.map(([key, words]) =>
      element("tr", {}, element("th", { scope: "row" }, element("kbd", {}, key)), element("td", {}, words)),
    ),
  );
  document.addEventListener("keydown", pressed);
}

function pressed(event) {
  if (
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    document.querySelector("dialog[open]")
  )
    return;
  if (event.key === "Escape") leave();
  if (event.key === "Enter" && event.target.closest(".tag")) {
    event.preventDefault();
    chosen = openedFile.findings[Number(event.target.closest("[data-finding]").dataset.finding)];
    markChosen();
    showInspector();
    enterInspector();
  }
  // Letters that somebody types are text, and speech input sends letters too: the keys can be switched off.
  if (isTyping(event.target) || !byId("keys-on").checked) return;
  const action = KEYS.find(([key]) => key === event.key)?.[2];
  if (!action) return;
  event.preventDefault();
  action();
}

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), select, textarea");
}
