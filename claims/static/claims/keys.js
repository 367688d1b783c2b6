// A person's own keys. A key is a place on the keyboard (KeyZ, ArrowLeft), or a sign that is typed.

export const isSign = (typed) => /^[\p{P}\p{S}]$/u.test(typed);

export function readKeymap() {
  return JSON.parse(document.getElementById("desk-keys").textContent);
}

// The place, by the name that keymap.py knows: the digits to the right are digits like others.
export function readPlace(event) {
  return event.code === "NumpadEnter" ? "Enter" : event.code.replace(/^Numpad(?=\d$)/, "Digit");
}

export function isTyping(target) {
  return target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

// Keys with these, and those of input methods, are the browser's.
export function isModified(event) {
  return event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
}

// The command that the key means in the person's keys; a sign wins over the place that types it.
export function findCommand(event, keys) {
  if (isModified(event)) return undefined;
  const named = (wanted) => Object.keys(keys).find((command) => keys[command] === wanted);
  const bySign = isSign(event.key) ? named(event.key) : undefined;
  return bySign ?? (event.shiftKey ? undefined : named(readPlace(event)));
}

// How a place is drawn, as the page draws it.
export const caption = (key) => key.replace(/^(Key|Digit)(?=.$)/, "");
