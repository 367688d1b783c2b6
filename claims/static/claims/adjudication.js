// Adjudication by keyboard. Every key presses a control that is there; what is taken over comes as
// a part of the page, so that the reason one has begun stays.
import { listen } from "./keys.js";
import { Sheet } from "./sheet.js";
import { attachSpeakerSearch } from "./speaker_search.js";

const live = document.getElementById("live");
let sheet;
// What is being taken over: deciding waits for it.
let taking = Promise.resolve();
let latest;

const find = (selector) => document.querySelector(selector);
const findForm = () => document.getElementById("decision-form");

// ---- The form ------------------------------------------------------------------------------------

function begin() {
  const form = findForm();
  if (!form) return;
  sheet = new Sheet(form);
  sheet.dropEmptyRows();
  attachSpeakerSearch(form, { onChoose: chooseFound });
  form.addEventListener("change", () => sheet.refresh());
  form.querySelector('[data-act="evidence"]')?.addEventListener("click", () => sheet.addEvidence());
}

function chooseFound({ uuid, name }) {
  sheet.addCast({ speakers: [{ uuid, name }] });
  const chosen = findForm().querySelector(`input[name="speaker"][value="${CSS.escape(uuid)}"]`);
  chosen.checked = true;
  sheet.refresh();
  chosen.focus();
}

function open() {
  const decision = document.getElementById("decision");
  if (decision) decision.open = true;
  return findForm();
}

function edit() {
  open()?.querySelector("input[type=radio]:checked, input[type=radio]")?.focus();
}

function addEvidence() {
  if (open()) sheet.addEvidence();
}

function giveReason() {
  open()?.elements.namedItem("reason").focus();
}

// ---- Taking over ---------------------------------------------------------------------------------

function takeOver(link) {
  latest?.abort();
  latest = new AbortController();
  taking = fetchPart(link, latest.signal);
}

async function fetchPart(link, signal) {
  const address = new URL(link.href);
  address.searchParams.set("part", "1");
  try {
    const answer = await fetch(address, { signal });
    // Signed out, or something else than a part: the page itself says what is the matter.
    if (!answer.ok || answer.redirected) return location.assign(link.href);
    show(await answer.text(), link.dataset.number);
  } catch {
    if (!signal.aborted) live.textContent = live.dataset.failed;
  }
  return undefined;
}

function show(html, number) {
  const reason = findForm()?.elements.namedItem("reason").value;
  const part = document.createRange().createContextualFragment(html);
  document.getElementById("ballot").replaceWith(part);
  if (findForm() && reason) findForm().elements.namedItem("reason").value = reason;
  document.querySelectorAll(".needs-script").forEach((element) => { element.hidden = false; });
  begin();
  find(`#vote-${CSS.escape(number)} .take a`)?.focus({ preventScroll: true });
  live.textContent = live.dataset.taken.replace("{number}", number);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".take a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  takeOver(link);
});

// ---- Keys ----------------------------------------------------------------------------------------

async function decide() {
  await taking;
  const form = findForm();
  if (!form) return find('form [data-command="adjudication.decide"]')?.click();
  return document.getElementById("decision").open ? form.requestSubmit() : undefined;
}

const COMMANDS = {
  "adjudication.decide": decide,
  "adjudication.edit": edit,
  "adjudication.evidence": addEvidence,
  "adjudication.reason": giveReason,
};

function findControl(command) {
  if (COMMANDS[command]) return COMMANDS[command];
  const control = find(`:is(a, button)[data-command="${CSS.escape(command)}"]`);
  return control ? () => control.click() : undefined;
}

listen(findControl);
begin();

const wrong = document.getElementById("errors");
if (wrong && !wrong.hidden) wrong.focus();
