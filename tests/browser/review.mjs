// Drives a review page in Chromium, as a person with a keyboard does.
//
//     node review.mjs REVIEW.html [--decisions FILE] [--screenshots FOLDER]
//
// The page needs one removal that was applied. It is rejected, and the decisions go to FILE, so that somebody else can
// try what `clean` makes of them. CHROMIUM names the browser, if it is not /usr/bin/chromium.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { decisions: { type: "string" }, screenshots: { type: "string" } },
});
assert.equal(positionals.length, 1, "say which page: node review.mjs REVIEW.html");
const address = pathToFileURL(resolve(positionals[0])).href;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: SWITCHES,
});
let failures = 0;
try {
  await check("filters, rejects a removal and downloads the decisions", rejectsARemoval);
  await check("undoes, and reads decisions again", undoesAndReads);
  await check("decides on rules and files, and the most specific decision wins", decidesOnRulesAndFiles);
  await check("refuses files that hold no decisions", refusesOtherFiles);
  await check("leads from removal to facts and back", leadsToTheInspector);
  await check("shows help, and lets keys be switched off", showsHelp);
  await check("shows the whole text of files, and what becomes of it", showsTexts);
  await check("asks before unsaved decisions are lost", asksBeforeLeaving);
  await check("renders only rows in sight", rendersRowsInSight);
  await check("fits on 360 pixels", fitsOnSmallScreens);
  await check("sends decisions to the server it came from, and begins with those it was given", sendsToTheServer);
  await check("is the same in light and dark", isReadableInLightAndDark);
} finally {
  await browser.close();
}
process.exitCode = failures > 0 ? 1 : 0;

/** Opens the page anew for a test, which fails as well if the page reports an error or asks for anything. */
async function check(name, test, where = address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const asked = request.url();
    if (asked !== address && !asked.startsWith("blob:") && !asked.startsWith("http://127.0.0.1:"))
      complaints.push(`asked for ${asked}`);
  });
  try {
    await page.goto(where);
    await test(page);
    assert.deepEqual(complaints, []);
    console.log(`ok      ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAILED  ${name}\n${error.stack}\n${complaints.join("\n")}`);
  }
  await context.close();
}

/** The data that the page was made of, with the texts. */
function dataOf(page) {
  return page.evaluate(() => {
    const read = (id) => JSON.parse(document.getElementById(id).textContent);
    const review = read("review");
    review.files.forEach((file, index) => {
      file.pieces = read(`text-${index}`);
    });
    return review;
  });
}

/** The first removal by a rule that was applied and can be told apart by words, with its file. */
function firstApplied(review) {
  for (const file of review.files) {
    for (const [index, finding] of file.findings.entries()) {
      const text = file.pieces
        .filter((it) => it.finding === index)
        .map((it) => it.text)
        .join("");
      const isOfPage = review.rules[finding.rule].category === "page";
      if (finding.state === "applied" && !isOfPage && !finding.insert && /\S/.test(text)) return { file, finding, index, text };
    }
  }
  throw new Error("the page has no removal that was applied");
}

/** Opens the file of a removal with the keyboard, and walks to it. */
async function walkTo(page, { file, index }) {
  await page.keyboard.press("/");
  await page.keyboard.type(file.path);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#file-title").textContent(), file.path);
  for (let step = 0; step < file.findings.length; step += 1) {
    await page.keyboard.press("j");
    const isThere = await page.evaluate((it) => document.activeElement.dataset.tag === it, String(index));
    if (isThere) return;
  }
  assert.fail(`j does not lead to the removal of ${file.findings[index].rule}`);
}

function editOf({ file, finding }, decision) {
  return { path: file.path, rule: finding.rule, text: finding.text_hash, nth: finding.nth, decision };
}

function decisionsText({ rules = {}, files = {}, edits = [] }) {
  return `${JSON.stringify({ "unchaff-decisions": 1, rules, files, edits }, null, 2)}\n`;
}

async function save(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("s")]);
  assert.equal(download.suggestedFilename(), "unchaff-decisions.json");
  return readFile(await download.path(), "utf8");
}

async function load(page, text) {
  await page
    .locator("#load-file")
    .setInputFiles({ name: "some.json", mimeType: "application/json", buffer: Buffer.from(text) });
}

function said(page, words) {
  return page.locator("#status").filter({ hasText: words }).waitFor();
}

/** What the cleaned text shows of a finding. */
function cleanedTexts(page, index) {
  return page.locator(`td.cleaned [data-finding="${index}"]`).allTextContents();
}

async function rejectsARemoval(page) {
  const review = await dataOf(page);
  const removal = firstApplied(review);
  const nRows = await page.locator(".file-row").count();
  assert.ok(nRows > 0);
  await walkTo(page, removal);
  const nListed = review.files.filter((it) => it.path.toLowerCase().includes(removal.file.path.toLowerCase())).length;
  assert.equal(await page.locator(".file-row").first().getAttribute("aria-setsize"), String(nListed));

  const mark = page.locator(`td.original del[data-finding="${removal.index}"]`);
  assert.ok((await mark.count()) > 0, "what goes is struck out");
  assert.deepEqual(await cleanedTexts(page, removal.index), []);
  await page.keyboard.press("r");
  await said(page, "Rejected");
  assert.equal(await mark.count(), 0, "what stays is not struck out");
  assert.equal((await cleanedTexts(page, removal.index)).join(""), removal.text);
  assert.match(await page.locator("#inspector").textContent(), /Stays: you decided on this removal/);
  assert.match(await page.locator("#progress").textContent(), /not saved/);

  const text = await save(page);
  assert.equal(text, decisionsText({ edits: [editOf(removal, "reject")] }));
  assert.doesNotMatch(await page.locator("#progress").textContent(), /not saved/);
  if (options.decisions) await writeFile(options.decisions, text);
}

async function undoesAndReads(page) {
  const removal = firstApplied(await dataOf(page));
  await walkTo(page, removal);
  await page.keyboard.press("r");
  await page.keyboard.press("u");
  await said(page, "Taken back");
  assert.deepEqual(await cleanedTexts(page, removal.index), []);
  await page.keyboard.press("u");
  await said(page, "nothing to undo");

  // What is not on the page is kept.
  const elsewhere = { path: "not/on/this/page.md", rule: "__proto__", text: "00", nth: 1, decision: "accept" };
  const edits = [editOf(removal, "reject"), elsewhere].sort((a, b) => (a.path < b.path ? -1 : 1));
  const text = decisionsText({
    rules: { "another-rule": "accept" },
    files: { "a.md": "reject", "b.md": "accept" },
    edits,
  });
  await load(page, text);
  await said(page, "decisions on 1 rule, 2 files and 2 removals");
  assert.equal((await cleanedTexts(page, removal.index)).join(""), removal.text);
  assert.equal(await save(page), text);
}

async function decidesOnRulesAndFiles(page) {
  const removal = firstApplied(await dataOf(page));
  const { rule } = removal.finding;
  await walkTo(page, removal);
  await page.keyboard.press("R");
  assert.match(await page.locator("#inspector").textContent(), /Stays: you decided on the rule/);
  await page.keyboard.press("f");
  assert.match(await page.locator("#inspector").textContent(), /Goes: you decided on the whole file/);
  await page.keyboard.press("r");
  assert.match(await page.locator("#inspector").textContent(), /Stays: you decided on this removal/);
  await page.keyboard.press("x");
  await page.keyboard.press("c");
  assert.match(await page.locator("#inspector").textContent(), /Stays: you decided on the whole file/);
  assert.equal(
    await save(page),
    decisionsText({ rules: { [rule]: "reject" }, files: { [removal.file.path]: "reject" } }),
  );

  await page.locator("#to-configuration").click();
  const lines = await page.locator("#configuration-text").inputValue();
  assert.ok(lines.startsWith(`ignore = ["${rule}"]\nexclude = [`), lines);
  await page.keyboard.press("Escape");

  await page.keyboard.press("A");
  await page.keyboard.press("X");
  await page.locator("#to-configuration").click();
  assert.equal(await page.locator("#configuration-text").inputValue(), `[applicability]\n${rule} = "safe"\n`);
}

async function refusesOtherFiles(page) {
  for (const [text, complaint] of [
    ["{", "it is no JSON"],
    ["[]", 'it has no "unchaff-decisions"'],
    ['{"unchaff-decisions": 2}', "its version is 2, and this page reads 1"],
    ['{"unchaff-decisions": 1, "rules": {"also-link": "perhaps"}}', '"perhaps" is neither "accept" nor "reject"'],
    ['{"unchaff-decisions": 1, "edits": [{"path": "a.md"}]}', "is no edit"],
  ]) {
    await load(page, text);
    await said(page, `some.json is no decisions file: `);
    await said(page, complaint);
  }
}

async function leadsToTheInspector(page) {
  const removal = firstApplied(await dataOf(page));
  const { finding } = removal;
  await walkTo(page, removal);
  const shown = await page.locator("#inspector").textContent();
  for (const fact of [finding.rule, finding.evidence, `${finding.line}:${finding.column}`])
    assert.ok(shown.includes(fact), fact);
  const isInside = () => page.evaluate(() => document.getElementById("inspector").contains(document.activeElement));
  await page.keyboard.press("Enter");
  assert.ok(await isInside());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // the second button: reject
  assert.match(await page.locator("#inspector").textContent(), /Stays: you decided on this removal/);
  assert.ok(await isInside(), "focus stays on the button");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.tag), String(removal.index));
}

async function showsHelp(page) {
  await page.keyboard.press("?");
  assert.ok(await page.locator("#help").isVisible());
  await page.locator("#keys-on").uncheck();
  await page.keyboard.press("Escape");
  assert.ok(!(await page.locator("#help").isVisible()));
  await page.keyboard.press("?");
  assert.ok(!(await page.locator("#help").isVisible()), "the key is switched off");
}

/** Some from the beginning, some from the end: all would take long. */
async function showsTexts(page) {
  const { files } = await dataOf(page);
  const list = page.locator("#files");
  for (const [position, file] of files.slice(0, 30).entries()) {
    await list.press(position === 0 ? "Home" : "ArrowDown");
    await showsText(page, file);
  }
  for (const [position, file] of files.slice(-10).reverse().entries()) {
    await list.press(position === 0 ? "End" : "ArrowUp");
    await showsText(page, file);
  }
}

/** Blanks do not count: those that are struck out alone are shown as marks. */
async function showsText(page, file) {
  assert.equal(await page.locator("#file-title").textContent(), file.path);
  if (file.findings.length === 0) return;
  const shown = await page.evaluate(() => {
    for (const it of document.querySelectorAll(".folded button")) it.click();
    const textOf = (column) =>
      [...document.querySelectorAll(`.texts td.${column}`)]
        .map((cell) => {
          const copy = cell.cloneNode(true);
          for (const it of copy.querySelectorAll(".tag, .unseen, .remark, .blanks")) it.remove();
          return copy.textContent;
        })
        .join("");
    return { original: textOf("original"), cleaned: textOf("cleaned") };
  });
  const cleaned = file.pieces.map(({ text, finding, insert = "" }) =>
    file.findings[finding]?.state === "applied" ? insert : text,
  );
  const withoutBlanks = (text) => text.replace(/\s/g, "");
  assert.equal(withoutBlanks(shown.original), withoutBlanks(file.pieces.map((it) => it.text).join("")), file.path);
  assert.equal(withoutBlanks(shown.cleaned), withoutBlanks(cleaned.join("")), file.path);
}

async function asksBeforeLeaving(page) {
  const removal = firstApplied(await dataOf(page));
  await walkTo(page, removal);
  await page.keyboard.press("r");
  const asked = page.waitForEvent("dialog");
  page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.accept();
}

async function rendersRowsInSight(page) {
  const { files } = await dataOf(page);
  const list = page.locator("#files");
  await list.focus();
  await page.keyboard.press("End");
  assert.equal(await page.locator("#file-title").textContent(), files.at(-1).path);
  assert.ok((await page.locator(".file-row").count()) <= 40);
  assert.ok(await page.locator('.file-row[aria-selected="true"]').isVisible());
  await page.keyboard.press("Home");
  assert.equal(await page.locator("#file-title").textContent(), files[0].path);
}

async function fitsOnSmallScreens(page) {
  const removal = firstApplied(await dataOf(page));
  await page.setViewportSize({ width: 360, height: 740 });
  const isTooWide = () =>
    page.evaluate(() =>
      [document.documentElement, document.getElementById("content")].some((it) => it.scrollWidth > it.clientWidth),
    );
  assert.ok(!(await isTooWide()), "the list");
  await screenshot(page, "narrow-list");
  await page.locator("#to-summary").click();
  assert.ok(!(await isTooWide()), "the summary");
  await screenshot(page, "narrow-summary");
  await walkTo(page, removal);
  assert.ok(!(await isTooWide()), "a file");
  await screenshot(page, "narrow-file");
  assert.ok(!(await page.locator("td.cleaned").first().isVisible()));
  await page.locator('[data-pane="cleaned"]').click();
  assert.ok(!(await page.locator("td.original").first().isVisible()));
  assert.ok(await page.locator("td.cleaned").first().isVisible());
}

/** The same page as a server delivers it. */
async function sendsToTheServer(page) {
  const html = await readFile(positionals[0], "utf8");
  const removal = firstApplied(await dataOf(page));
  const rejected = decisionsText({ edits: [editOf(removal, "reject")] });
  const served = html.replace("<title>", '<meta name="unchaff-save" content="/a-token/decisions">\n<title>');
  const begun = served.replace(
    '<script type="module">',
    () =>
      `<script type="application/json" id="decisions">${rejected.replaceAll("<", "\\u003c")}</script>\n<script type="module">`,
  );
  const received = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    if (request.method === "POST") received.push({ url: request.url, body });
    response
      .setHeader("Content-Type", "text/html; charset=utf-8")
      .end({ "/": served, "/begun": begun }[request.url] ?? "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await walkTo(page, removal);
    await page.keyboard.press("r");
    await page.keyboard.press("s");
    await said(page, "Decisions saved");
    assert.deepEqual(received, [{ url: "/a-token/decisions", body: rejected }]);

    await page.goto(`http://127.0.0.1:${server.address().port}/begun`);
    await walkTo(page, removal);
    assert.equal(
      (await cleanedTexts(page, removal.index)).join(""),
      removal.text,
      "it begins with the decisions it was given",
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function isReadableInLightAndDark(page) {
  const removal = firstApplied(await dataOf(page));
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.keyboard.press("o");
    await screenshot(page, `${colorScheme}-summary`);
    await walkTo(page, removal);
    await screenshot(page, `${colorScheme}-file`);
    const [ground, text] = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return [backgroundColor, color];
    });
    assert.equal(lightness(ground) > lightness(text), colorScheme === "light");
  }
}

function lightness(colour) {
  return colour
    .match(/\d+/g)
    .slice(0, 3)
    .reduce((sum, it) => sum + Number(it), 0);
}

async function screenshot(page, name) {
  if (options.screenshots) await page.screenshot({ path: join(options.screenshots, `${name}.png`) });
}
