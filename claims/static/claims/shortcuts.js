// Single keys for pages with a help dialog: by physical key, never while one types, and only as
// long as the person has them switched on.

import { isModified, isTyping } from "./keys.js";

const help = document.getElementById("help");
const keysOn = document.getElementById("keys-on");

function leavesToBrowser(event) {
  if (isModified(event) || !keysOn.checked || help.open || isTyping(event.target)) return true;
  // Enter on a link or a button keeps its own meaning.
  return event.key === "Enter" && event.target.matches("a, button, summary");
}

// `find` gives what to do for the key, or nothing.
export function listen(find) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target) && keysOn.checked) {
      event.target.blur();
      return;
    }
    if (leavesToBrowser(event)) return;
    const act = event.key === "?" ? () => help.showModal() : find(event);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || event.key.startsWith("Arrow")) act();
  });
}

keysOn.addEventListener("change", () => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ on: keysOn.checked ? "1" : "", csrfmiddlewaretoken: token });
  // Without an answer the switch holds for this page.
  fetch(keysOn.dataset.url, { method: "POST", body }).catch(() => {});
});
document.getElementById("help-open").addEventListener("click", () => help.showModal());
