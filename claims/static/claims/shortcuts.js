// Single keys for pages with a help dialog: by physical key, never while one types, and only as
// long as they are switched on. The choice is the desk's, and kept in the browser.

const STORED = "desk-keys";
const help = document.getElementById("help");
const keysOn = document.getElementById("keys-on");

function isTyping(target) {
  return target.matches("input:not([type=radio]):not([type=checkbox]):not([type=hidden]), textarea, select");
}

function leavesToBrowser(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true;
  if (!keysOn.checked || help.open || isTyping(event.target)) return true;
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

keysOn.checked = localStorage.getItem(STORED) !== "off";
keysOn.addEventListener("change", () => {
  localStorage.setItem(STORED, keysOn.checked ? "on" : "off");
});
document.getElementById("help-open").addEventListener("click", () => help.showModal());
