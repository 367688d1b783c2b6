// The label form as a thing that can be read, emptied and filled for any claim of the article.

import { caption, nameShortcut, readKeymap } from "./keys.js";

// What belongs to the page and not to what somebody writes.
const OWN = new Set(["csrfmiddlewaretoken", "client_uuid", "revises", "seconds", "guideline_version", "reason"]);
const COUNTS = /^evidence-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
const ROW_FIELD = /^evidence-(\d+)-(.+)$/;
// Which fields a verdict asks for, by what it means; they are never hidden once filled in.
const ONLY_FOR = { omission: "conflicting", searched: "not_enough_evidence" };

export class Sheet {
  constructor(form) {
    this.form = form;
    this.rows = document.getElementById("evidence-rows");
    // Speakers who are one with another: whoever chose them has chosen that one.
    this.merged = {};
  }

  // ---- Reading --------------------------------------------------------------------------------

  // As the server's form takes it, without the token, which is put in when it is sent.
  read() {
    const body = new URLSearchParams(new FormData(this.form));
    body.delete("csrfmiddlewaretoken");
    return body.toString();
  }

  chosen(name) {
    return this.form.querySelector(`input[name="${name}"]:checked`);
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  // Without these no label can be: told at once, also where the server cannot be asked.
  listMissing() {
    return [...this.form.querySelectorAll("fieldset[data-required]")]
      .map((group) => ({ group, input: group.querySelector('input[type="radio"]') }))
      .filter(({ input }) => !this.chosen(input.name))
      .map(({ group, input }) => ({ field: input.name, label: nameGroup(group), message: group.dataset.required }));
  }

  // As far as can be seen here, the server will take it.
  get isWhole() {
    if (this.chosen("speaker")?.value === "else" && !this.#isGiven("other_name")) return false;
    if (this.chosen("verdict")?.value) return this.#isGrounded;
    const isAsked = this.chosen("verifiability")?.dataset.verdict === "required";
    return !(isAsked && document.getElementById("verdict-choices"));
  }

  // The verdict has its reason and its date, and what it rests on.
  get #isGrounded() {
    const links = [...this.rows.querySelectorAll('[name$="-url"]')];
    const rests = links.some(({ value }) => value.trim()) || this.#isGiven("searched");
    return rests && this.#isGiven("justification") && this.#isGiven("claim_date");
  }

  #isGiven(name) {
    return Boolean(this.field(name)?.value.trim());
  }

  // ---- Filling --------------------------------------------------------------------------------

  // With [name, value] pairs, as `toPairs` and `toWritten` give them.
  fill(pairs) {
    this.#empty();
    const count = Math.max(1, ...pairs.map(([name]) => Number(ROW_FIELD.exec(name)?.[1] ?? -1) + 1));
    for (let index = 0; this.rows && index < count; index += 1) this.#insertRow();
    for (const [name, value] of pairs) this.#set(name, value);
    this.refresh();
  }

  #empty() {
    this.clearErrors();
    this.rows?.querySelectorAll(":scope > .evidence").forEach((row) => row.remove());
    if (this.rows) this.field("evidence-TOTAL_FORMS").value = 0;
    if (this.rows) this.field("evidence-INITIAL_FORMS").value = 0;
    for (const field of this.form.elements) {
      if (!field.name || OWN.has(field.name) || COUNTS.test(field.name)) continue;
      if (field.type === "radio") field.checked = field.name === "verdict" && field.value === "";
      else if (field.type === "checkbox") field.checked = false;
      else if (field.tagName === "SELECT") field.selectedIndex = 0;
      else if (field.tagName !== "BUTTON" && field.tagName !== "FIELDSET") field.value = "";
    }
  }

  #set(name, given) {
    const value = this.merged[given] ?? given;
    const fields = [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    for (const field of fields) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else field.value = value;
    }
  }

  // ---- Speakers and suggestions -----------------------------------------------------------------

  // Offer those who have joined the article's cast; whoever is there keeps place and digit. Which
  // digit somebody has only the server says, once they are in the cast.
  addCast({ speakers = [], merged = {} } = {}) {
    Object.assign(this.merged, merged);
    for (const { uuid, name, digit } of speakers) {
      const known = this.form.querySelector(`input[name="speaker"][value="${CSS.escape(uuid)}"]`);
      const input = known ?? this.#addChoice(uuid, name);
      if (Number.isInteger(digit) && !input.dataset.command) this.#giveDigit(input, digit);
      if (known) continue;
      this.field("original_speaker")?.add(new Option(name, uuid));
      this.#addCoSpeaker(uuid, name);
    }
  }

  #addChoice(uuid, name) {
    const choice = document.getElementById("speaker-template").content.firstElementChild.cloneNode(true);
    const input = choice.querySelector("input");
    input.value = uuid;
    choice.querySelector("bdi").textContent = name;
    const { nameless } = this.form.dataset;
    const before = this.form.querySelector(`#speaker-choices input[value="${nameless}"], #speaker-choices input[value="else"]`);
    before.closest(".choice").before(choice);
    return input;
  }

  #giveDigit(input, digit) {
    const kbd = document.createElement("kbd");
    input.dataset.command = kbd.dataset.command = `speaker.${digit}`;
    kbd.textContent = caption(readKeymap().keys[input.dataset.command]);
    const named = nameShortcut(input.dataset.command);
    if (named) input.setAttribute("aria-keyshortcuts", named);
    input.after(kbd);
  }

  #addCoSpeaker(uuid, name) {
    const last = this.form.querySelector('input[name="co_speakers"]')?.closest(".choices");
    if (!last) return;
    const choice = last.firstElementChild.cloneNode(true);
    const input = choice.querySelector("input");
    input.id += `-${uuid}`;
    choice.htmlFor = input.id;
    input.value = uuid;
    input.checked = false;
    choice.querySelector("bdi").textContent = name;
    last.append(choice);
  }

  // Mark what the program would choose, and why; nothing is chosen by it.
  mark(speaker, label, verdict) {
    this.form.querySelectorAll(".choice > .why").forEach((why) => why.remove());
    const suggested = [
      ["speaker", speaker?.uuid, speaker?.why],
      ["verifiability", label?.value, label?.why],
      ["verdict", verdict?.value, verdict?.why],
    ];
    for (const [name, value, reason] of suggested) {
      const input = value && this.form.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
      if (!input) continue;
      const why = Object.assign(document.createElement("span"), { className: "why", dir: "auto" });
      why.textContent = `★ ${reason}`;
      input.closest(".choice").append(why);
    }
  }

  // ---- What a choice brings with it ---------------------------------------------------------------

  refresh() {
    this.#refreshVerdict();
    this.#refreshSomeoneElse();
    this.form.querySelectorAll("fieldset[data-choices]").forEach((group) => this.define(group));
  }

  #refreshVerdict() {
    const verdicts = document.getElementById("verdict-choices");
    // Labels whose verdict is given in a pass of its own have nothing of it here.
    if (!verdicts) return;
    const rule = this.chosen("verifiability")?.dataset.verdict ?? "allowed";
    verdicts.disabled = rule === "refused";
    if (rule === "refused") this.clearVerdict();
    const verdict = this.chosen("verdict");
    const hasVerdict = Boolean(verdict?.value);
    this.#show("#grounds", hasVerdict || this.#isFilled("#grounds"));
    for (const [name, meaning] of Object.entries(ONLY_FOR)) {
      this.#show(`[data-field="${name}"]`, verdict?.dataset.canonical === meaning || Boolean(this.field(name)?.value));
    }
    const leans = document.getElementById("leaning");
    this.#show("#leaning", hasVerdict && Boolean(leans?.textContent.trim()));
    this.#show("#wording-row", this.wantsWording || Boolean(this.field("wording")?.value) || (hasVerdict && Boolean(leans?.textContent.trim())));
  }

  clearVerdict() {
    const none = this.form.querySelector('input[name="verdict"][value=""]');
    if (none) none.checked = true;
  }

  #refreshSomeoneElse() {
    this.#show(".someone-else", this.chosen("speaker")?.value === "else");
  }

  #show(selector, isShown) {
    const element = this.form.querySelector(selector);
    if (element) element.classList.toggle("is-shown", isShown);
  }

  #isFilled(selector) {
    const fields = this.form.querySelectorAll(`${selector} textarea, ${selector} input[type="url"]`);
    return [...fields].some((field) => field.value);
  }

  // The definition of the label that is looked at, else of the one chosen.
  define(group, input = undefined) {
    const line = group.querySelector(".definition");
    if (!line) return;
    const shown = input ?? group.querySelector("input:checked");
    line.textContent = shown?.closest(".choice")?.title || "";
  }

  // ---- Evidence -------------------------------------------------------------------------------------

  addEvidence() {
    if (!this.rows || document.getElementById("verdict-choices").disabled) return undefined;
    this.#show("#grounds", true);
    const rows = [...this.rows.querySelectorAll(":scope > .evidence")];
    if (rows.length >= Number(this.field("evidence-MAX_NUM_FORMS").value)) return undefined;
    const row = rows.find((one) => !this.#isRowFilled(one)) ?? this.#insertRow();
    row.querySelector('input[type="url"]').focus();
    return [...this.rows.querySelectorAll(":scope > .evidence")].indexOf(row) + 1;
  }

  // Those that the page offers where no script can add one; one is always ready.
  dropEmptyRows() {
    const rows = [...(this.rows?.querySelectorAll(":scope > .evidence") ?? [])];
    const empty = rows.filter((row) => !this.#isRowFilled(row) && !row.querySelector(".errorlist"));
    empty.slice(empty.length === rows.length ? 1 : 0).forEach((row) => row.remove());
    if (this.rows) this.field("evidence-TOTAL_FORMS").value = this.rows.querySelectorAll(":scope > .evidence").length;
    this.refresh();
  }

  #isRowFilled(row) {
    return [...row.querySelectorAll('input, textarea, select[name$="-kind"]')].some((field) => field.value);
  }

  #insertRow() {
    const total = this.field("evidence-TOTAL_FORMS");
    const template = document.getElementById("evidence-template");
    const row = template.content.firstElementChild.cloneNode(true);
    for (const element of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const attribute of ["id", "name", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace("__prefix__", total.value));
      }
    }
    template.before(row);
    total.value = Number(total.value) + 1;
    return row;
  }

  // What is doubtful about each row, as the server sees it: [[sentence, …], …]
  showWarnings(warnings, label) {
    const rows = this.rows?.querySelectorAll(":scope > .evidence") ?? [];
    rows.forEach((row, index) => {
      row.querySelector(":scope > .warnings")?.remove();
      if (!warnings[index]?.length) return;
      const list = Object.assign(document.createElement("ul"), { className: "warnings", ariaLabel: label });
      for (const warning of warnings[index]) {
        const sign = Object.assign(document.createElement("span"), { ariaHidden: "true", textContent: "⚠ " });
        const item = document.createElement("li");
        item.append(sign, warning);
        list.append(item);
      }
      row.prepend(list);
    });
  }

  // ---- What is wrong ----------------------------------------------------------------------------------

  // Errors: {field, label, message}, as the server tells them.
  showErrors(errors, title) {
    this.clearErrors();
    const box = document.getElementById("errors");
    const list = document.createElement("ul");
    for (const { field, label, message } of errors) {
      const item = document.createElement("li");
      item.textContent = label ? `${label}: ${message}` : message;
      list.append(item);
      this.#markWrong(field, message);
    }
    const lead = document.createElement("p");
    lead.textContent = title;
    box.replaceChildren(lead, list);
    box.hidden = false;
    box.focus();
  }

  #markWrong(name, message) {
    const field = name && this.form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!field) return;
    field.setAttribute("aria-invalid", "true");
    for (let details = field.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
    const place = field.closest(".row") ?? field.closest("fieldset");
    const list = Object.assign(document.createElement("ul"), { className: "errorlist", id: `${name}-wrong` });
    field.setAttribute("aria-describedby", list.id);
    list.append(Object.assign(document.createElement("li"), { textContent: message }));
    place?.append(list);
  }

  clearErrors() {
    const box = document.getElementById("errors");
    box.hidden = true;
    box.replaceChildren();
    this.form.querySelectorAll(".errorlist").forEach((list) => list.remove());
    for (const field of this.form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      if (field.getAttribute("aria-describedby")?.endsWith("-wrong")) field.removeAttribute("aria-describedby");
    }
  }
}

// What a group of choices is called.
export function nameGroup(group) {
  return group.querySelector("legend").firstChild.textContent.trim();
}

// What the server says of a claim, {field: value, evidence: [{…}]}, as pairs to fill the form with.
export function toPairs({ evidence = [], ...values }) {
  const pairs = Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one ?? "")]));
  const rows = evidence.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`evidence-${index}-${name}`, String(value ?? "")]));
  return [...pairs, ...rows];
}

// What somebody wrote, of a form's body as `read` gives it.
export function toWritten(body) {
  return [...new URLSearchParams(body)].filter(([name]) => !OWN.has(name) && !COUNTS.test(name));
}

// Whether two lists of pairs say the same: what is left empty says nothing.
export function saySame(some, others) {
  const essence = (pairs) => JSON.stringify(pairs.filter(([, value]) => value).map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]).sort());
  return essence(some) === essence(others);
}
