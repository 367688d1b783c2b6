// Boundaries by keyboard: a cursor in the text, and a key for each button. The server says what
// would come of it; the page works without this, in words instead of places.

import { listen } from "./keys.js";
import { countPoints, countUnits, snap } from "./offsets.js";

const form = document.getElementById("boundaries");
const near = document.getElementById("near");
const raw = JSON.parse(document.getElementById("raw").textContent);
const folded = near.textContent;
const original = [...near.childNodes].map((node) => node.cloneNode(true));

// ---- The cursor ----------------------------------------------------------------------------

// Editable, so that the browser gives it a cursor with all its keys; but nothing in it changes.
near.contentEditable = "true";
near.setAttribute("role", "textbox");
near.setAttribute("aria-multiline", "true");
near.setAttribute("aria-readonly", "true");
near.setAttribute("aria-label", near.dataset.label);
near.addEventListener("beforeinput", (event) => event.preventDefault());
near.addEventListener("dragstart", (event) => event.preventDefault());
// What an input method writes can't be prevented, but taken back.
near.addEventListener("input", () => {
  const selected = readSelection();
  near.replaceChildren(...original.map((node) => node.cloneNode(true)));
  select(selected);
});

// Units of the folded text before a place in the page.
function measure(node, offset) {
  const range = document.createRange();
  range.selectNodeContents(near);
  range.setEnd(node, offset);
  return range.toString().length;
}

// What is selected, from and to, without cutting a character; the claim's start before all.
function readSelection() {
  const selection = getSelection();
  // Dragged out of the text, or into it, it is no place in it.
  const isInside = [selection.anchorNode, selection.focusNode].every((node) => near.contains(node));
  if (!selection.rangeCount || !isInside) return remembered;
  const range = selection.getRangeAt(0);
  const ends = [
    measure(range.startContainer, range.startOffset),
    measure(range.endContainer, range.endOffset),
  ];
  return ends.map((place) => snap(folded, place));
}

function findPlace(units) {
  const texts = document.createTreeWalker(near, NodeFilter.SHOW_TEXT);
  let rest = units;
  while (texts.nextNode()) {
    if (rest <= texts.currentNode.length) return [texts.currentNode, rest];
    rest -= texts.currentNode.length;
  }
  return [near, near.childNodes.length];
}

function select([start, end]) {
  getSelection().setBaseAndExtent(...findPlace(start), ...findPlace(end));
}

// Kept while a button has the focus.
let remembered = [raw.start, raw.end].map((place) => countUnits(raw.text, place - raw.offset));
document.addEventListener("selectionchange", () => { remembered = readSelection(); });

form.addEventListener("submit", () => {
  const [start, end] = readSelection().map((place) => raw.offset + countPoints(raw.text, place));
  form.elements.start.value = start;
  form.elements.end.value = end;
});

// ---- Keys ----------------------------------------------------------------------------------

function callHeading() {
  const at = getSelection().anchorNode?.parentElement?.closest("[data-kind=heading], [data-kind=headline]");
  const buttons = [...document.querySelectorAll("button[name=heading]")];
  const own = buttons.find((button) => button.value === at?.dataset.claim);
  if (own) own.click();
  else buttons[0]?.focus();
}

function findControl(command) {
  if (command === "boundaries.heading") return callHeading;
  const button = form.querySelector(`button[data-command="${CSS.escape(command)}"]`);
  return button ? () => button.click() : undefined;
}

function findWayBack(event) {
  if (event.key !== "Escape") return undefined;
  return () => document.querySelector("#drop, #back").click();
}

listen(findControl, { findFixed: findWayBack });

// ---- Begin ---------------------------------------------------------------------------------

const first = document.getElementById("errors") ?? document.getElementById("preview");
if (!first) near.focus({ preventScroll: true });
select(remembered);
first?.focus();
