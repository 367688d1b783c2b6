// A person's own keys. A key is a place on the keyboard (KeyZ, ArrowLeft), or a sign that is typed.

export const isSign = (typed) => /^[\p{P}\p{S}]$/u.test(typed);

let known;

// The keys of the page at hand, by command, and whether they are on.
export function readKeymap() {
  known ??= JSON.parse(document.getElementById("keymap").textContent);
  return known;
}

// The place, by the name that keymap.py knows: the digits to the right are digits like others.
export function readPlace(event) {
  return event.code === "NumpadEnter" ? "Enter" : event.code.replace(/^Numpad(?=\d$)/, "Digit");
}

function isTyping(target) {
  return target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

// Keys with these, and those of input methods, are the browser's.
export function isModified(event) {
  return event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
}

// The command that the key means in the person's keys; a sign wins over the place that types it.
function findCommand(event, keys) {
  const named = (wanted) => Object.keys(keys).find((command) => keys[command] === wanted);
  const bySign = isSign(event.key) ? named(event.key) : undefined;
  return bySign ?? (event.shiftKey ? undefined : named(readPlace(event)));
}

// How a place is drawn, as the page draws it.
export const caption = (key) => key.replace(/^(Key|Digit)(?=.$)/, "");

// What a screen reader says of the command's key; undefined where the keys are off.
export const nameShortcut = (command) => (readKeymap().on ? known.aria[command] : undefined);

// Held down, their keys go on and on through what there is. All else chooses or sends: once.
const GOING_ON = new Set([
  "previous", "following", "labels.next", "labels.previous", "proposals.next", "proposals.previous",
]);

// ---- When a key counts ---------------------------------------------------------------------------

// What Enter on a link or a button and arrows within radio buttons do is the browser's. The claim
// at hand is a link, too, but leads nowhere.
function hasOwnMeaning({ key, target }) {
  if (key === "Enter") return Boolean(target.closest("a:not([aria-current=true]), button, summary"));
  return key.startsWith("Arrow") && target.matches("input");
}

// A dialog, or an open menu that Escape closes, comes before the page.
function isElsewhere({ key }) {
  return document.querySelector(key === "Escape" ? "dialog[open], details.menu[open]" : "dialog[open]");
}

// What the key does, and whether it goes on while it is held.
function findAct(event, find, findFixed) {
  if (event.defaultPrevented || isModified(event) || isElsewhere(event)) return {};
  if (isTyping(event.target)) return { act: event.key === "Escape" ? () => event.target.blur() : undefined };
  const command = readKeymap().on && !hasOwnMeaning(event) && findCommand(event, known.keys);
  const act = command === "help" ? showHelp : command && find(command, event);
  if (act) return { act, goesOn: GOING_ON.has(command) };
  return { act: findFixed(event), goesOn: event.key.startsWith("Arrow") };
}

// Call `find` with each command that the person gives by a key, and do what it returns, if anything.
// Keys that are nobody's to change, as Escape, go to `findFixed`, without Shift: with it they are
// the browser's. They are off with the others, unless `isFixedNeverOff`. `post` tells the server of
// the switch.
export function listen(find, { findFixed, isFixedNeverOff = false, post = postForm } = {}) {
  const findPlain = (event) => {
    const isOff = !isFixedNeverOff && !readKeymap().on;
    return isOff || event.shiftKey ? undefined : findFixed?.(event);
  };
  document.addEventListener("keydown", (event) => {
    const { act, goesOn } = findAct(event, find, findPlain);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || goesOn) act();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id !== "keys-on") return;
    readKeymap().on = target.checked;
    post(target.dataset.url, new URLSearchParams({ on: target.checked ? "1" : "" }).toString());
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#help-open")) showHelp();
  });
}

function postForm(url, body) {
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]").value,
  };
  // Without an answer the switch holds for this page.
  fetch(url, { method: "POST", body, headers }).catch(() => {});
}

function showHelp() {
  const help = document.getElementById("help");
  help.showModal();
  help.querySelector("h2").focus();
  help.scrollTop = 0;
}
