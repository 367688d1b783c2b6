// The article at hand: its claims, which of them is shown, what is written of it, and what is told.
// The state of the desk is here, and nobody else's to change; `desk.js` is what one does with it.

import { Drafts, makeUuid, BUSY, OFFLINE, OK, OTHER, Outbox, REFUSED, Server, Shelf, SIGNED_OUT } from "./outbox.js";
import { Sheet, saySame, toPairs, toWritten } from "./sheet.js";

export let data, form, sheet, claims, texts, server, outbox, drafts;
export let at = 0;
export let isBusy = false;
// What the server has taken of this page, as its undo names it.
export const done = [];
// Whether the last attempt to send found no server.
let isAway = false;
// What kept the server from taking anything at that attempt, in its own words; empty where it is not
// even reached.
let outage = "";
// Whether it was said that there is no network: then its return is said, too.
let isOfflineTold = false;

// ---- Reading the page: the first, and again each article that follows -----------------------------

// `onAnswer` and `onHeard`: what is done when the server has taken or refused something.
export function readArticle(listeners) {
  data = readJson("desk-data");
  form = document.getElementById("label-form");
  sheet = new Sheet(form);
  texts = data.texts;
  isBusy = false;
  claims = data.claims.map((claim, index) => ({
    ...claim,
    index,
    url: `${data.desk}${claim.uuid}/`,
    element: document.querySelector(`.claim[data-n="${index}"]`),
    seconds: 0,
  }));
  if (!outbox) beginKeeping(listeners);
  sheet.addCast(data.cast);
  const current = claims.findIndex((claim) => claim.element?.hasAttribute("aria-current"));
  at = Math.max(current, 0);
  outbox.list().forEach(showPending);
  restore(claims[at], { isFresh: true });
  showWaiting();
}

// What was done before the page was opened, and is not on the server yet.
function showPending(entry) {
  const claim = claims.find((one) => one.uuid === entry.claim);
  if (!claim) return;
  if (entry.kind === "submit") {
    Object.assign(claim, { id: entry.id, values: toWritten(entry.body) });
    markSent(claim);
  } else {
    const isSkip = entry.kind === "skip";
    markState(claim, { state: isSkip ? "skipped" : claim.state, flagged: !isSkip || claim.flagged, who: "" });
  }
}

function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

function beginKeeping({ onAnswer, onHeard }) {
  const shelf = new Shelf(data.user, () => tell(texts.notKept));
  server = new Server({ user: data.user, session: data.session, token: readToken() });
  const isAhead = (claim) => outbox.list().some((entry) => entry.claim === claim && entry.kind === "submit");
  drafts = new Drafts(shelf, server, { isAhead, onState: showDraft });
  const before = (entry) => drafts.settle(entry.claim);
  outbox = new Outbox(shelf, server, { before, onAnswer, onHeard, onChange: showNetwork });
  if (outbox.count) outbox.flush();
  drafts.saveAll();
}

function readToken() {
  return form.elements.csrfmiddlewaretoken.value;
}

// Nothing else is begun while something is on its way that has to be waited for.
export function hold(isOn) {
  isBusy = isOn;
}

export function setBusy(isOn) {
  hold(isOn);
  form.inert = isOn;
  form.setAttribute("aria-busy", isOn);
  if (isOn) showSending();
}

// ---- Telling --------------------------------------------------------------------------------------

export function fillIn(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

// To everybody: a line that stays until the next.
export function tell(text, ...actions) {
  const line = document.getElementById("told");
  line.replaceChildren(document.createElement("span"), ...actions);
  line.hidden = false;
  // Only now: a reader hears what is put into a region that is there already.
  line.firstChild.textContent = text;
  line.scrollIntoView({ block: "nearest" });
}

function hush() {
  document.getElementById("told").hidden = true;
}

// To screen readers: what a key has done.
export function say(text) {
  const live = document.getElementById("live");
  // The same again is heard only if it differs.
  live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

export function makeButton(text, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

export function makeLink(text, address) {
  const link = Object.assign(document.createElement("a"), { href: address });
  link.textContent = text;
  return link;
}

// What is true of the network and of what is kept, in the bar.
function showStatus(text, state, ...more) {
  const status = document.getElementById("saved");
  status.replaceChildren(text, ...more);
  status.dataset.state = state;
}

function showWaiting() {
  if (!outbox.count) return;
  if (isAway) showStatus(nameAway(texts.waiting, texts.outageWaiting), "waiting");
  else showStatus(texts.sending, "sending");
}

function showNetwork(end, count, told) {
  const wasAway = document.getElementById("saved").dataset.state === "waiting";
  isAway = count > 0 && (end === OFFLINE || end === BUSY);
  noteOutage(told);
  if (end === SIGNED_OUT) return showSignedOut();
  if (end === OTHER) return showStatus(texts.otherUser, "waiting");
  if (count) {
    showWaiting();
    if (!wasAway && isAway) sayOffline();
  } else if (wasAway || document.getElementById("saved").dataset.state === "sending") {
    showSaved();
  }
  return undefined;
}

function showSignedOut() {
  const link = makeLink(texts.signIn, `${data.login}?next=${encodeURIComponent(location.pathname)}`);
  link.target = "_blank";
  showStatus(`${texts.signedOut} `, "waiting", link);
  say(texts.signedOut);
}

function showDraft(state, uuid, result) {
  const claim = claims.find((one) => one.uuid === uuid);
  if (result?.end === OK && claim) claim.version = result.answer.version;
  if (state === "saved" && claim === claims[at]) sheet.showWarnings(result.answer.warnings, texts.warnings);
  if (state === "saved") drafts.away = false;
  if (result) noteOutage(result.outage);
  if (state === REFUSED) return takeOther(claim, result.answer);
  if (claim !== claims[at] && state === "saving") return undefined;
  if (state === SIGNED_OUT) return showSignedOut();
  if (state === OTHER) return showStatus(texts.otherUser, "waiting");
  if (state === OFFLINE || state === BUSY) {
    if (!drafts.away) sayOffline();
    drafts.away = true;
    return showStatus(nameAway(), "waiting");
  }
  if (outbox.count) return showWaiting();
  return state === "saved" ? showSaved() : showStatus(texts[state], state);
}

// Only when nothing of this page is anywhere but on the server.
export function showSaved() {
  const isAll = !outbox.count && !claims.some((claim) => drafts.read(claim.uuid));
  showStatus(isAll ? texts.saved : texts.unsaved, isAll ? "saved" : "unsaved");
  if (isAll && isOfflineTold) say(texts.online);
  if (isAll) isOfflineTold = false;
}

function sayOffline() {
  isOfflineTold = true;
  say(nameAway());
}

export function noteOutage(told = "") {
  outage = told;
}

// Why nothing is sent now: no network, or what the server has said of itself.
export function nameAway(offline = texts.offline, inOutage = texts.outage) {
  return fillIn(outage ? inOutage : offline, { outage, count: outbox.count });
}

export function showSending() {
  if (document.getElementById("saved").dataset.state !== "waiting") showStatus(texts.sending, "sending");
}

addEventListener("offline", () => { isAway = true; noteOutage(); showStatus(texts.offline, "waiting"); sayOffline(); });
addEventListener("online", () => { isAway = false; if (!outbox.count) showSaved(); });

// ---- Claims ---------------------------------------------------------------------------------------

function nameOf(claim) {
  return fillIn(texts.where, { number: claim.index + 1, total: claims.length });
}

function stateOf(claim) {
  return claim.flagged ? `${texts[claim.state]}, ${texts.isFlagged}` : texts[claim.state];
}

export function textOf(claim) {
  const copy = claim.element.cloneNode(true);
  copy.querySelectorAll(".who, .sr").forEach((extra) => extra.remove());
  return copy.textContent;
}

// Show the claim in the panel, with what has been written of it; `lead` is said before it.
export async function open(index, lead = "") {
  const claim = claims[index];
  if (!claim || isBusy) return;
  leave();
  at = index;
  hush();
  markCurrent(claim);
  describe(claim);
  reveal(claim);
  announce(claim, { lead, isRead: moveFocus() });
  history.replaceState(null, "", `${claim.url}#current`);
  if (isUnread(claim)) {
    // Not with the claim before in it, while this one is fetched.
    sheet.fill([]);
    await load(claim, claim.coming);
  }
  if (claim === claims[at]) restore(claim);
  readAround();
}

// Whatever is not on the server yet goes there now.
function leave() {
  const claim = claims[at];
  if (drafts.read(claim.uuid)) drafts.save(claim.uuid);
}

export function markCurrent(claim) {
  const before = document.getElementById("current");
  before?.removeAttribute("aria-current");
  before?.removeAttribute("id");
  claim.element.id = "current";
  claim.element.setAttribute("aria-current", "true");
}

// Where the form stands below the article, whoever goes on is kept at the form.
const isNarrow = () => matchMedia("(max-width: 60rem)").matches;

function reveal(claim) {
  form.querySelector(".scroll").scrollTop = 0;
  if (isNarrow()) form.scrollIntoView();
  else showInArticle(claim);
}

export function showInArticle({ element }) {
  const { top, bottom } = element.getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
  if (top < bar + 40 || bottom > innerHeight - 80) element.scrollIntoView({ block: "center" });
}

// From what is gone or has been pressed to the claim; where nobody has the focus, nobody gets it.
// Whether it has moved: only then do screen readers read the claim by themselves.
export function moveFocus() {
  const text = document.getElementById("claim-text");
  if ([document.body, text].includes(document.activeElement)) return false;
  text.focus({ preventScroll: true });
  return true;
}

export function announce(claim, { lead = "", isRead = false }) {
  const end = isRead ? "" : `: ${textOf(claim)}`;
  say(`${lead} ${nameOf(claim)}, ${stateOf(claim)}${end}`.trim());
}

function describe(claim) {
  const place = claim.paragraph ? fillIn(texts.paragraph, claim) : texts.headline;
  document.getElementById("where").textContent = claims.length > 1 || data.stage === "label" ? `${nameOf(claim)} · ${place}` : place;
  document.getElementById("quote-type").textContent = claim.quote ?? "";
  document.getElementById("claim-text").textContent = textOf(claim);
  const hints = document.getElementById("hints");
  hints.replaceChildren(...(claim.hints ?? []).map((hint) => Object.assign(document.createElement("li"), { textContent: hint, dir: "auto" })));
  const leaning = document.getElementById("leaning");
  if (leaning) leaning.textContent = claim.leans ? fillIn(texts.wordingAsked, { words: claim.leans }) : "";
  sheet.wantsWording = false;
  form.action = claim.url;
  for (const button of form.querySelectorAll("button[data-page]")) button.formAction = `${claim.url}${button.dataset.page}/`;
  document.querySelectorAll("button[form=label-form][data-page]").forEach((button) => { button.formAction = `${claim.url}${button.dataset.page}/`; });
  for (const name of ["boundaries-link", "questions-link"]) {
    const link = document.getElementById(name);
    link.href = link.getAttribute("href").replace(/[0-9a-f-]{36}/, claim.uuid);
  }
  const asked = document.getElementById("asked");
  asked.hidden = !claim.asked;
  asked.querySelector(".num").textContent = claim.asked ?? "";
  document.getElementById("id_reason").value = "";
  document.getElementById("flag-box").open = false;
  const past = document.getElementById("history");
  past.open = false;
  past.querySelector(".past").replaceChildren();
}

export function markState(claim, { state, flagged, who }) {
  claim.state = state;
  claim.flagged = Boolean(flagged);
  claim.element.dataset.state = state;
  claim.element.toggleAttribute("data-flagged", claim.flagged);
  const spoken = claim.element.querySelector(":scope > .sr");
  if (spoken) spoken.textContent = ` (${stateOf(claim)})`;
  const shown = claim.element.querySelector(":scope > .who");
  if (shown && who) {
    shown.textContent = who;
    // Which program had suggested somebody there.
    shown.removeAttribute("title");
  } else if (who) claim.element.prepend(Object.assign(document.createElement("span"), { className: "who", dir: "auto", textContent: who }));
  showProgress();
}

function showProgress() {
  const bar = document.getElementById("progress");
  if (!bar) return;
  const done = claims.filter((claim) => claim.state === "done").length;
  bar.value = done;
  document.getElementById("progress-text").textContent = fillIn(texts.progress, { done, total: claims.length });
}

export function markSent(claim) {
  markState(claim, { state: "done", flagged: Boolean(claim.flagged), who: nameSpeaker(claim) });
}

function nameSpeaker(claim) {
  const chosen = claim === claims[at] && sheet.chosen("speaker");
  if (!chosen) return "";
  return chosen.value === "else" ? sheet.field("other_name").value : chosen.closest(".choice").querySelector("bdi").textContent;
}

export function findFrom(step, wanted) {
  for (let offset = 1; offset < claims.length; offset += 1) {
    const index = (at + step * offset + claims.length * offset) % claims.length;
    if (wanted(claims[index])) return index;
  }
  return undefined;
}

// ---- Time at work ---------------------------------------------------------------------------------

const IDLE_AFTER = 60_000;
const SIGNS = ["keydown", "pointermove", "pointerdown", "scroll"];

let lastSign, renewed;

// On each claim; and the reservation is renewed as long as somebody works.
export function countTime() {
  lastSign = renewed = performance.now();
  for (const sign of SIGNS) {
    document.addEventListener(sign, () => { lastSign = performance.now(); }, { passive: true, capture: true });
  }
  setInterval(countSecond, 1_000);
}

function countSecond() {
  const isActive = !document.hidden && performance.now() - lastSign < IDLE_AFTER;
  if (!isActive) return;
  claims[at].seconds += 1;
  form.elements.seconds.value = claims[at].seconds;
  // Three times within the reservation, but no oftener than anybody needs.
  const interval = Math.min(5, Number(form.dataset.leaseMinutes) / 3) * 60_000;
  if (form.dataset.renew && performance.now() - renewed > interval) renew();
}

async function renew() {
  renewed = performance.now();
  // Without an answer the reservation simply ends earlier; a late label is taken all the same.
  const { status } = await server.post(form.dataset.renew, "");
  if (status !== 409) return;
  form.dataset.renew = "";
  tell(texts.leaseEnded);
}

// ---- Writing --------------------------------------------------------------------------------------

// Fill the form with what was written last: here, else on the server, else what was submitted.
export function restore(claim, { isFresh = false } = {}) {
  const local = drafts.read(claim.uuid);
  const draft = claim.written ?? (claim.draft && toPairs(claim.draft.values));
  claim.version ??= claim.draft?.version ?? 0;
  if (isFresh) claim.values ??= claim.state === "done" ? toWritten(sheet.read()) : undefined;
  if (isFresh) claim.revises ??= form.elements.revises.value;
  const own = local && toWritten(local.body);
  const known = draft ?? claim.values ?? blank();
  const isOvertaken = own && local.version !== claim.version && !isOwn(local, known);
  if (own && !isOvertaken && local.version !== claim.version) drafts.note(claim.uuid, { ...local, version: claim.version });
  if (own && !isOvertaken) claim.written = own;
  if (!isFresh || own || claim.id) sheet.fill(claim.written ?? known);
  else sheet.dropEmptyRows();
  if (claim.warnings) sheet.showWarnings(claim.warnings, texts.warnings);
  sheet.mark(claim.speaker, claim.label, claim.verdict);
  identify(claim);
  if (isOvertaken) offerBegun(claim, local);
  else if (claim.state === "skipped") tell(texts.youSkipped);
}

function blank() {
  return data.published ? [["claim_date", data.published]] : [];
}

export function identify(claim) {
  claim.id ??= makeUuid();
  form.elements.client_uuid.value = claim.id;
  form.elements.revises.value = claim.revises ?? "";
  form.elements.seconds.value = claim.seconds || "";
  form.classList.toggle("is-revision", Boolean(claim.revises) && !data.isTraining);
  document.getElementById("submit-text").textContent = nameSubmit(claim);
  const skip = document.getElementById("skip");
  if (skip) skip.hidden = Boolean(claim.revises) || claim.state === "skipped" || data.isTraining;
  if (data.isTraining) showFeedback(claim);
}

function nameSubmit(claim) {
  if (isAnswered(claim)) return texts.goOn;
  return claim.revises ? texts.revise : texts.submit;
}

// ---- Training -------------------------------------------------------------------------------------

// In the training the first answer counts: then there is what is right to read, and to go on.
export function isAnswered(claim) {
  return Boolean(data.isTraining && claim.revises);
}

function showFeedback(claim) {
  const place = document.getElementById("feedback");
  // As the page came with it.
  claim.feedback ??= isAnswered(claim) && claim.element.id === "current" && place.childElementCount ? { html: place.innerHTML } : undefined;
  place.hidden = !isAnswered(claim);
  form.classList.toggle("is-answered", isAnswered(claim));
  const part = document.createElement("template");
  part.innerHTML = isAnswered(claim) ? claim.feedback?.html ?? "" : "";
  place.replaceChildren(part.content);
}

// What has just come, for those who do not see it too.
export function tellFeedback(claim, { html, progress }) {
  claim.feedback = { html };
  document.getElementById("training-progress").textContent = progress;
  if (claim !== claims[at]) return;
  showFeedback(claim);
  hush();
  form.querySelector(".scroll").scrollTop = 0;
  say(`${document.getElementById("feedback").innerText.replace(/\s+/g, " ")} ${progress}`);
}

// ---- What was said before this page was opened ----------------------------------------------------

// Whoever goes along the claims finds them there: so many onward, and the one before.
const AROUND = [1, 2, -1];

// Of it there is nothing here as yet.
const isUnread = (claim) => claim.state === "done" && !claim.values && !drafts.read(claim.uuid);

export function readAround() {
  if (!navigator.onLine) return;
  for (const offset of AROUND) {
    const claim = claims[(at + offset + claims.length) % claims.length];
    if (claim && isUnread(claim) && !claim.coming) readBefore(claim);
  }
}

function readBefore(claim) {
  // Of another article by then, or written meanwhile: not wanted any more.
  claim.coming = read(claim, () => claims[claim.index] === claim && isUnread(claim));
  claim.coming.finally(() => { claim.coming = undefined; });
}

// Nothing can be written while it comes.
export async function load(claim, coming = read(claim)) {
  isBusy = true;
  form.inert = true;
  const end = await coming;
  form.inert = false;
  isBusy = false;
  if (end !== OK) tell(end === REFUSED ? texts.failed : texts.notHere);
}

async function read(claim, isWanted = () => true) {
  const { end, answer } = await server.get(claim.url);
  if (end === OK && isWanted()) takeSaid(claim, answer);
  return end;
}

function takeSaid(claim, answer) {
  sheet.addCast(answer.cast);
  claim.draft = claim.written = undefined;
  claim.values = toPairs(answer.values);
  claim.revises = answer.revises;
  claim.version = answer.draft_version;
  claim.warnings = answer.warnings;
  claim.feedback = answer.feedback;
}

export function noteWriting() {
  const claim = claims[at];
  if (form.inert || isAnswered(claim)) return;
  const body = sheet.read();
  claim.written = toWritten(body);
  drafts.note(claim.uuid, { body, version: claim.version ?? 0, url: `${claim.url}draft/` });
}

// ---- Drafts that have gone on elsewhere -----------------------------------------------------------

function offerBegun(claim, local) {
  const take = () => {
    claim.written = toWritten(local.body);
    drafts.note(claim.uuid, { ...local, version: claim.version });
    sheet.fill(claim.written);
    hush();
  };
  const discard = () => { drafts.forget(claim.uuid); hush(); };
  tell(texts.begun, makeButton(texts.takeBegun, take), makeButton(texts.discard, discard));
}

// The server has not taken a draft.
function takeOther(claim, other) {
  if (!claim || other.errors?.[0]?.code !== "draft_changed") return showStatus(texts.kept, "kept");
  const local = drafts.read(claim.uuid);
  const theirs = toPairs(other.values);
  if (local && isOwn(local, theirs)) {
    // Its own of before, of which the answer was lost: on from there.
    claim.version = other.draft_version;
    if (!saySame(toWritten(local.body), theirs)) return drafts.note(claim.uuid, { ...local, sent: undefined, version: claim.version });
    drafts.forget(claim.uuid);
    return showSaved();
  }
  return showOther(claim, other);
}

// Whether what the server has is what this browser sent it.
function isOwn({ body, sent = [] }, theirs) {
  return [body, ...sent].some((one) => saySame(toWritten(one), theirs));
}

// The server's draft of the claim has gone on elsewhere: both are shown, the person chooses.
function showOther(claim, other) {
  sheet.addCast(other.cast);
  claim.revises = other.revises;
  claim.written = undefined;
  claim.draft = { version: other.draft_version, values: other.values };
  claim.version = other.draft_version;
  showStatus(texts.kept, "kept");
  if (claim !== claims[at]) return;
  identify(claim);
  const take = () => { drafts.forget(claim.uuid); sheet.fill(toPairs(other.values)); showSaved(); hush(); };
  const keep = () => { noteWriting(); drafts.save(claim.uuid); hush(); };
  tell(texts.changedElsewhere, makeButton(texts.takeOther, take), makeButton(texts.keepMine, keep));
}
