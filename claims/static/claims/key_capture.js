// Keys are chosen by pressing them. Without this, one types them; the server reads both alike.
import { isModified, isSign, readPlace } from "./keys.js";

const form = document.getElementById("keys-form");
const said = document.getElementById("keys-said");
// How each place on the keyboard is drawn; what has no caption can't be a key.
const captions = JSON.parse(form.dataset.captions);

function read(event) {
  const code = readPlace(event);
  const isPlace = /^(Key|Digit)./.test(code) && code in captions;
  // Shift on a digit types a sign; without, a digit is its place, whatever is printed there.
  if (isSign(event.key) && (event.shiftKey || !isPlace)) return event.key;
  return captions[code];
}

function leavesToBrowser(event) {
  // Keyboards on a screen name no place: there one types.
  return isModified(event) || !event.code || ["Tab", "Escape"].includes(event.key);
}

function tell(input) {
  const command = input.labels[0].textContent.trim();
  said.textContent = said.dataset.set.replace("{command}", command).replace("{key}", input.value);
}

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches(".key-input") || leavesToBrowser(event)) return;
  const key = event.key === "Backspace" ? input.dataset.default : read(event);
  if (!key) return;
  event.preventDefault();
  input.value = key;
  input.select();
  tell(input);
});

form.addEventListener("focusin", (event) => {
  if (event.target.matches(".key-input")) event.target.select();
});

form.querySelectorAll(".needs-script").forEach((element) => { element.hidden = false; });
