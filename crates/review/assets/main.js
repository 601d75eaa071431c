// Starts it all.

byId("to-summary").addEventListener("click", showSummary);
byId("to-list").addEventListener("click", () => {
  document.body.dataset.shows = "list";
});
document.querySelector(".skip").addEventListener("click", () => {
  document.body.dataset.shows = "content";
});
byId("to-help").addEventListener("click", () => byId("help").showModal());
byId("content").addEventListener("click", ({ target }) => {
  // Tags are buttons and act for themselves; here the text of a removal is clicked.
  const marked = !target.closest("button") && getSelection().isCollapsed && target.closest("#file [data-finding]");
  if (marked) choose(openedFile.findings[Number(marked.dataset.finding)], { focuses: !marked.closest(".cleaned") });
});
isNarrow.addEventListener("change", panesChanged);

fillFilter();
watchList();
watchSaving();
watchKeys();
showAll();
const begun = byId("decisions");
if (begun) {
  load("The file it began with", begun.textContent);
  steps.length = 0; // nobody here has decided anything yet
}
