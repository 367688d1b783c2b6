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

// ---- When a key counts ---------------------------------------------------------------------------

// What Enter on a link or a button and arrows within radio buttons do is the browser's. The claim
// at hand is a link, too, but leads nowhere.
function hasOwnMeaning({ key, target }) {
  if (key === "Enter") return Boolean(target.closest("a:not([aria-current=true]), button, summary"));
  return key.startsWith("Arrow") && target.matches("input");
}

function findAct(event, find, findFixed) {
  if (event.defaultPrevented || isModified(event) || document.querySelector("dialog[open]")) return undefined;
  if (isTyping(event.target)) return event.key === "Escape" ? () => event.target.blur() : undefined;
  const command = readKeymap().on && !hasOwnMeaning(event) && findCommand(event, known.keys);
  const act = command === "help" ? showHelp : command && find(command, event);
  return act || findFixed?.(event);
}

// Call `find` with each command that the person gives by a key, and do what it returns, if anything.
// Keys that are nobody's to change, as Escape, go to `findFixed`; they count also if keys are off.
// `post` tells the server of the switch.
export function listen(find, { findFixed, post = postForm } = {}) {
  document.addEventListener("keydown", (event) => {
    const act = findAct(event, find, findFixed);
    if (!act) return;
    event.preventDefault();
    // Held down, keys go on and on through what there is, but choose and send nothing twice.
    if (!event.repeat || event.key.startsWith("Arrow")) act();
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
