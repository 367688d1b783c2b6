// The desk by keyboard. The page works without this: every key presses a control that is there.

import { attachSpeakerSearch } from "./speaker_search.js";

const form = document.getElementById("label-form");
const help = document.getElementById("help");
const keysOn = document.getElementById("keys-on");
const byName = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`);

// Which fields a verdict asks for, by what it means; they are never hidden once filled in.
const ONLY_FOR = { omission: "conflicting", searched: "not_enough_evidence" };

function show(element, isShown) {
  if (element) element.hidden = !isShown;
}

function refreshGrounds() {
  const verdicts = document.getElementById("verdict-choices");
  // Labels whose verdict is given in a pass of its own have nothing of it here.
  if (!verdicts) return;
  const rule = chosen("verifiability")?.dataset.verdict ?? "allowed";
  const verdict = chosen("verdict");
  verdicts.disabled = rule === "refused";
  if (rule === "refused" && verdict?.value) clear("verdict");
  const canonical = rule === "refused" ? "" : chosen("verdict")?.dataset.canonical ?? "";
  const hasVerdict = rule !== "refused" && Boolean(chosen("verdict")?.value);
  show(document.getElementById("grounds"), hasVerdict || isFilled("#grounds"));
  for (const [name, meaning] of Object.entries(ONLY_FOR)) {
    const field = form.querySelector(`[data-field="${name}"]`);
    show(field, canonical === meaning || Boolean(field.querySelector("textarea").value));
  }
}

function isFilled(selector) {
  const fields = form.querySelectorAll(`${selector} textarea, ${selector} input[type="url"]`);
  return [...fields].some((field) => field.value);
}

function clear(name) {
  const none = byName(name).find((input) => input.value === "");
  if (none) none.checked = true;
}

function refreshSomeoneElse() {
  show(form.querySelector(".someone-else"), chosen("speaker")?.value === "else");
}

function choose(input) {
  const again = input.checked && input.name === "verdict";
  if (again) clear("verdict");
  else input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  // Tab goes on from here; the group, not the radio button, so that arrows still move claims.
  input.closest("fieldset").focus({ preventScroll: true });
}

function chooseSomeoneElse() {
  const other = byName("speaker").find((input) => input.value === "else");
  if (!other) return;
  choose(other);
  form.querySelector('input[name="other_name"]').focus();
}

function addToCast({ uuid, name }) {
  const other = byName("speaker").find((input) => input.value === "else");
  let input = byName("speaker").find((choice) => choice.value === uuid);
  if (!input) {
    const choice = document.createElement("label");
    choice.className = "choice";
    input = Object.assign(document.createElement("input"), { type: "radio", name: "speaker", value: uuid });
    const text = document.createElement("bdi");
    text.textContent = name;
    choice.append(input, text);
    other.closest("label").before(choice);
  }
  choose(input);
}

// ---- Evidence rows -------------------------------------------------------------------------

function listRows() {
  return [...document.querySelectorAll("#evidence-rows > .evidence")];
}

function addEvidence() {
  if (document.getElementById("verdict-choices")?.disabled ?? true) return;
  show(document.getElementById("grounds"), true);
  const empty = listRows().find((row) => !row.querySelector('input[type="url"]').value);
  const row = empty ?? insertRow();
  show(row, true);
  row.querySelector('input[type="url"]').focus();
}

function insertRow() {
  const total = form.querySelector('input[name="evidence-TOTAL_FORMS"]');
  const template = document.getElementById("evidence-template");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("[id], [name], [for]")) {
    for (const attribute of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace("__prefix__", total.value));
    }
  }
  template.before(row);
  total.value = Number(total.value) + 1;
  return row;
}

function hideEmptyRows() {
  listRows()
    .filter((row, index) => index > 0 && !row.querySelector(".errorlist"))
    .filter((row) => ![...row.querySelectorAll("input, textarea")].some((field) => field.value))
    .forEach((row) => show(row, false));
}

// ---- Keys ----------------------------------------------------------------------------------

function openFlag() {
  document.getElementById("flag-box").open = true;
  const reason = document.getElementById("id_reason");
  if (reason.value) document.getElementById("flag")?.click();
  else reason.focus();
}

function openMore(name) {
  const more = document.getElementById("more");
  // Where nothing is settled there is nothing to fill in.
  if (!more) return;
  more.open = true;
  form.querySelector(`[name="${name}"]`).focus();
}

function openClaim(claim) {
  // A claim with others in it is no link itself; its own words are.
  (claim.matches("a") ? claim : claim.querySelector(":scope > a:not(.claim)"))?.click();
}

function goTo(step, state) {
  const own = [...document.querySelectorAll(".claim[data-state=open], .claim[data-state=done]")];
  const here = own.findIndex((claim) => claim.getAttribute("aria-current"));
  for (let offset = 1; offset <= own.length; offset += 1) {
    const claim = own[(here + step * offset + own.length * offset) % own.length];
    if (!state || claim.dataset.state === state) return openClaim(claim);
  }
  return undefined;
}

const COMMANDS = {
  Slash: chooseSomeoneElse,
  KeyX: () => document.getElementById("skip")?.click(),
  KeyC: () => openMore("wording"),
  KeyV: addEvidence,
  KeyN: () => goTo(1, "open"),
  KeyM: () => document.getElementById("guideline-link").click(),
  ArrowLeft: () => goTo(-1),
  ArrowRight: () => goTo(1),
  Enter: () => form.querySelector("button.primary")?.click(),
  NumpadEnter: () => form.querySelector("button.primary")?.click(),
};

function isTyping(target) {
  return target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
}

function leavesToBrowser(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || help.open) return true;
  if (!keysOn.checked || isTyping(event.target)) return true;
  // Enter on a link or a button, and arrows within radio buttons, keep their own meaning.
  if (event.key === "Enter" && event.target.matches("a, button, summary")) return true;
  return event.key.startsWith("Arrow") && event.target.matches("input");
}

function readKey(event) {
  if (event.key === "Escape" && isTyping(event.target)) return () => event.target.blur();
  if (leavesToBrowser(event)) return undefined;
  if (event.key === "?") return () => help.showModal();
  if (event.key === "!") return openFlag;
  if (event.key === "/") return chooseSomeoneElse;
  if (event.shiftKey) return undefined;
  const code = event.code.replace("Numpad", "Digit");
  const input = form.querySelector(`input[data-code="${CSS.escape(code)}"]`);
  if (input) return input.matches(":disabled") ? undefined : () => choose(input);
  return COMMANDS[event.code];
}

document.addEventListener("keydown", (event) => {
  const act = readKey(event);
  if (!act || (event.repeat && event.key === "Enter")) return;
  event.preventDefault();
  act();
});

keysOn.checked = localStorage.getItem("desk-keys") !== "off";
keysOn.addEventListener("change", () => {
  localStorage.setItem("desk-keys", keysOn.checked ? "on" : "off");
});

// ---- Time at work, and the reservation -----------------------------------------------------

const IDLE_AFTER = 60_000;
// Three times within the reservation, but no oftener than anybody needs.
const RENEW_EVERY = Math.min(5, Number(form.dataset.leaseMinutes) / 3) * 60_000;
let lastSign = Date.now();
let active = 0;
let renewed = Date.now();

for (const sign of ["keydown", "pointermove", "pointerdown", "scroll"]) {
  document.addEventListener(sign, () => { lastSign = Date.now(); }, { passive: true, capture: true });
}

setInterval(() => {
  const isActive = !document.hidden && Date.now() - lastSign < IDLE_AFTER;
  if (!isActive) return;
  active += 1;
  form.elements.seconds.value = active;
  if (form.dataset.renew && Date.now() - renewed > RENEW_EVERY) renew();
}, 1000);

function renew() {
  renewed = Date.now();
  const token = form.elements.csrfmiddlewaretoken.value;
  // Without an answer the reservation simply ends earlier; a late label is taken all the same.
  fetch(form.dataset.renew, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}

// ---- Begin ---------------------------------------------------------------------------------

form.addEventListener("change", () => { refreshGrounds(); refreshSomeoneElse(); });
document.getElementById("evidence-add")?.addEventListener("click", addEvidence);
attachSpeakerSearch(form, { onChoose: addToCast });
document.getElementById("help-open").addEventListener("click", () => help.showModal());
document.querySelectorAll(".needs-script").forEach((element) => show(element, true));
refreshGrounds();
refreshSomeoneElse();
hideEmptyRows();
document.getElementById("current")?.scrollIntoView({ block: "center" });
document.getElementById("errors")?.focus();
