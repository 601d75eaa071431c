// Tables with bars. The numbers stand beside the bars, which are for eyes only.

function mostBytes(tallies) {
  return Math.max(1, ...tallies.map((it) => it.nGoing + it.nStaying));
}

function plotTable(columns, rows) {
  return withRoles(
    element(
      "table",
      { class: "plots" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          columns.map((it) => element("th", { scope: "col" }, it)),
        ),
      ),
      element(
        "tbody",
        {},
        rows.map((cells) => element("tr", {}, cells)),
      ),
    ),
  );
}

/** On small screens the style makes tables a grid, and browsers then forget that they are tables. */
function withRoles(table) {
  const roles = {
    table: "table",
    thead: "rowgroup",
    tbody: "rowgroup",
    tr: "row",
    td: "cell",
    "th[scope=col]": "columnheader",
    "th[scope=row]": "rowheader",
  };
  for (const [selector, role] of Object.entries(roles)) {
    for (const it of [table, ...table.querySelectorAll("*")].filter((it) => it.matches(selector)))
      it.setAttribute("role", role);
  }
  return table;
}

function countBar({ nFindings, category }, most) {
  return [
    bar(category, [["count", nFindings / most]]),
    element(
      "span",
      {},
      grouped.format(nFindings),
      element("span", { class: "narrow-only" }, nFindings === 1 ? " finding" : " findings"),
    ),
  ];
}

function bytesBar({ nGoing, nStaying, category }, most) {
  const words = [
    nGoing > 0 || nStaying === 0 ? `${bytes(nGoing)} go` : null,
    nStaying > 0 ? `${bytes(nStaying)} stay` : null,
  ];
  return [
    bar(category, [
      ["goes", nGoing / most],
      ["stays", nStaying / most],
    ]),
    element("span", {}, words.filter(Boolean).join(", ")),
  ];
}

function bar(category, parts) {
  const shown = parts.filter(([, share]) => share > 0);
  const pieces = shown.map(([name, share]) =>
    withProperty(element("span", { class: name }), "width", `${100 * share}%`),
  );
  return coloured(element("span", { class: "bar", "aria-hidden": "true" }, pieces), category);
}
