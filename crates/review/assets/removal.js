// A removal inside of a text.

/** A piece of a finding, in the original: struck out if it goes, and marked with words in any case. */
function removal(file, segment, isAlone) {
  const finding = file.findings[segment.finding];
  const { goes } = outcome(finding);
  const mark = element(
    goes ? "del" : "span",
    {
      class: `removal ${isAlone ? "alone" : "inline"} ${outcomeClass(finding)}`,
      "data-finding": finding.index,
    },
    tag(finding, segment.isFirst, isAlone),
    element("span", { class: "struck" }, visible(segment.text)),
    unseen(" end of removal "),
  );
  return coloured(mark, finding.category);
}

/** What stays of a piece, in the cleaned text. */
function remainder(file, segment) {
  const finding = file.findings[segment.finding];
  if (!outcome(finding).goes)
    return segment.text === "" ? null : element("span", { class: "kept", "data-finding": finding.index }, segment.text);
  if (segment.insert === "") return null;
  return coloured(
    element("ins", { "data-finding": finding.index }, unseen(`put in by ${finding.rule}: `), segment.insert),
    finding.category,
  );
}

/** The button on a removal. The first piece of a finding has the one that keys lead to. */
function tag(finding, isFirst, isAlone) {
  const word = outcomeWord(finding);
  const sign = { goes: "−", stays: "+", "held back": "‖", reported: "!" }[word];
  const long = [isolated(finding.rule), ` · ${APPLICABILITY_WORDS[finding.applicability]} · ${word}`];
  const description = `${finding.rule}, ${APPLICABILITY_WORDS[finding.applicability]}, ${word}, line ${finding.line}`;
  const attributes = {
    class: "tag",
    tabindex: "-1",
    "aria-label": isFirst ? description : `more of: ${description}`,
    title: description,
    "data-tag": isFirst && finding.index,
  };
  const chooses = () => choose(finding, { focuses: true });
  return button(
    [
      element("span", { class: "sign", "aria-hidden": "true" }, sign),
      " ",
      ...(isAlone ? long : [isolated(finding.rule)]),
    ],
    chooses,
    attributes,
  );
}

/** A finding that owns no text of its own. */
function remark(finding) {
  const shown = element(
    "span",
    { class: `removal remark ${outcomeClass(finding)}`, "data-finding": finding.index },
    tag(finding, true, true),
    " ",
    isolated(finding.evidence),
  );
  return coloured(shown, finding.category);
}

function outcomeClass(finding) {
  return outcomeWord(finding).replace(" ", "-");
}

/** Blanks that are struck out alone cannot be seen: they get marks. */
function visible(text) {
  if (text === "" || /\S/.test(text)) return text;
  const marks = text.replaceAll(" ", "·").replaceAll("\t", "→").replaceAll("\r", "").replaceAll("\n", "⏎");
  return element(
    "span",
    { class: "blanks" },
    element("span", { "aria-hidden": "true" }, marks),
    unseen(count([...text].length, "blank")),
  );
}
