// Where decisions go, and where they come from.

const saveAddress = document.querySelector('meta[name="unchaff-save"]')?.content;

async function save() {
  const text = writeDecisions();
  if (saveAddress) {
    try {
      await post(saveAddress, text);
    } catch (error) {
      announce(`Not saved: ${error.message}`);
      return;
    }
    announce("Decisions saved");
  } else {
    download("unchaff-decisions.json", "application/json", text);
    announce("Decisions downloaded as unchaff-decisions.json");
  }
  // Decisions made while the answer was under way are not in it.
  isSaved = text === writeDecisions();
  showProgress();
}

async function post(address, text) {
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: text });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}: ${await answer.text()}`);
}

function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Takes the decisions of a file instead of those made here. */
function load(name, text) {
  try {
    replaceDecisions(readDecisions(text));
  } catch (error) {
    announce(`${name} is no decisions file: ${error.message}`);
    return;
  }
  isSaved = true;
  showAll();
  announce(`${name} read: ${nDecisionsWords()}`);
}

function nDecisionsWords() {
  const { rules, files, edits } = decisions;
  return `decisions on ${count(rules.size, "rule")}, ${count(files.size, "file")} and ${count(edits.size, "removal")}`;
}

function watchSaving() {
  byId("save").addEventListener("click", save);
  byId("load").addEventListener("click", () => {
    if (isSaved || confirm("Your decisions are not saved. Read others instead?")) byId("load-file").click();
  });
  byId("load-file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file) load(file.name, await file.text());
    target.value = ""; // the same file may be chosen again
  });
  byId("to-configuration").addEventListener("click", showConfiguration);
  byId("configuration-copy").addEventListener("click", copyConfiguration);
  byId("configuration-download").addEventListener("click", () =>
    download("unchaff.toml", "text/plain", writeConfiguration()),
  );
  addEventListener("beforeunload", (event) => {
    if (!isSaved) event.preventDefault();
  });
}

function showConfiguration() {
  byId("configuration-text").value = writeConfiguration();
  byId("configuration").showModal();
}

async function copyConfiguration() {
  const text = byId("configuration-text");
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    announce("Copied");
  } catch {
    announce("The browser does not let the page copy: the text is selected, copy it yourself");
  }
}
