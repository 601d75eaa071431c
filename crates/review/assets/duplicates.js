// Groups of files that say the same.

const FIRST_GROUPS = 20;

/** All groups of duplicates, not only the first. */
let showsAllGroups = false;

function duplicateGroups() {
  const groups = review.duplicates;
  if (groups.length === 0) return element("p", {}, "No two files say the same.");
  const shown = showsAllGroups ? groups : groups.slice(0, FIRST_GROUPS);
  const nCopies = groups.reduce((sum, it) => sum + it.length - 1, 0);
  const more = groups.length - shown.length;
  return [
    element(
      "p",
      {},
      `${count(nCopies, "file")} say the same as another, in ${count(groups.length, "group")}. The first of each is kept.`,
    ),
    element(
      "ul",
      { class: "groups" },
      shown.map(([kept, ...copies]) =>
        element(
          "li",
          {},
          element("strong", {}, pathButton(kept)),
          " kept",
          element(
            "ul",
            {},
            copies.map((it) => element("li", {}, pathButton(it))),
          ),
        ),
      ),
    ),
    more > 0
      ? button(`Show ${count(more, "more group", "more groups")}`, () => {
          showsAllGroups = true;
          showAll();
        })
      : null,
  ];
}

function pathButton(path) {
  const file = review.files.find((it) => it.path === path);
  return file ? button(isolated(path), () => openFile(file), { class: "plain" }) : isolated(path);
}
