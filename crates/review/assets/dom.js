// Elements.

const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Children are elements or texts; texts become text nodes, so nothing in the data is read as HTML.
 * Attributes that are `false` or missing are left out; a function is a listener.
 */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((it) => it !== null && it !== undefined && it !== false));
  return made;
}

function button(label, click, attributes = {}) {
  return element("button", { type: "button", click, ...attributes }, ...[label].flat());
}

/** A key, for eyes only: `aria-keyshortcuts` tells it to others. */
const keyHint = (key) => element("kbd", { "aria-hidden": "true" }, key);

/** Text of the data that may run from right to left, without a word around it being moved. */
const isolated = (text) => element("bdi", {}, text);

const unseen = (text) => element("span", { class: "unseen" }, text);

/** The policy forbids style attributes; properties set by script are allowed. */
function withProperty(styled, property, value) {
  styled.style.setProperty(property, value);
  return styled;
}

/** Says something to people who see, and to those who listen. */
function announce(text) {
  const status = byId("status");
  status.textContent = ""; // the same words twice are said twice
  requestAnimationFrame(() => {
    status.textContent = text;
  });
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => {
    status.textContent = "";
  }, 4000);
}
