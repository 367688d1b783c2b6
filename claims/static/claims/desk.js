// The desk: one article, one claim at a time, by keyboard, also without a network.
// The page works without this; what the script sends, a browser's own form could send as well.

import { listen, readKeymap } from "./keys.js";
import { Drafts, makeUuid, BUSY, OFFLINE, OK, OTHER, Outbox, REFUSED, Server, Shelf, SIGNED_OUT } from "./outbox.js";
import { Sheet, nameGroup, saySame, toPairs, toWritten } from "./sheet.js";

const IDLE_AFTER = 60_000;
// So many claims before the end of an article the next one is fetched.
const FETCH_AHEAD_AT = 2;

let data, form, sheet, claims, texts, shelf, server, outbox, drafts;
let at = 0;
let ahead;
let isBusy = false;
let isGuidelineUnread = false;
// Whether the last attempt to send found no server.
let isAway = false;
// Whether it was said that there is no network: then its return is said, too.
let isOfflineTold = false;
// What the server has taken of this page, as its undo names it.
const done = [];

// ---- Beginning: with the page, and again with each article that follows -------------------------

function begin() {
  data = readJson("desk-data");
  form = document.getElementById("label-form");
  sheet = new Sheet(form);
  texts = data.texts;
  ahead = undefined;
  isBusy = false;
  claims = data.claims.map((claim, index) => ({
    ...claim,
    index,
    url: `${data.desk}${claim.uuid}/`,
    element: document.querySelector(`.claim[data-n="${index}"]`),
    seconds: 0,
  }));
  if (!outbox) beginKeeping();
  sheet.addCast(data.cast);
  const current = claims.findIndex((claim) => claim.element?.hasAttribute("aria-current"));
  at = Math.max(current, 0);
  outbox.list().forEach(showPending);
  restore(claims[at], { isFresh: true });
  showWaiting();
  fetchAhead();
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

function beginKeeping() {
  shelf = new Shelf(data.user, () => tell(texts.notKept));
  server = new Server({ user: data.user, session: data.session, token: readToken() });
  const isAhead = (claim) => outbox.list().some((entry) => entry.claim === claim && entry.kind === "submit");
  drafts = new Drafts(shelf, server, { isAhead, onState: showDraft });
  const before = (entry) => drafts.settle(entry.claim);
  outbox = new Outbox(shelf, server, { before, onAnswer: takeAnswer, onHeard: takeHeard, onChange: showNetwork });
  if (outbox.count) outbox.flush();
  drafts.saveAll();
}

function readToken() {
  return form.elements.csrfmiddlewaretoken.value;
}

function fillIn(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

// ---- Telling -------------------------------------------------------------------------------------

// To everybody: a line that stays until the next.
function tell(text, ...actions) {
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
function say(text) {
  const live = document.getElementById("live");
  // The same again is heard only if it differs.
  live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

function makeButton(text, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

function makeLink(text, address) {
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
  if (isAway) showStatus(fillIn(texts.waiting, { count: outbox.count }), "waiting");
  else showStatus(texts.sending, "sending");
}

function showNetwork(end, count) {
  const wasAway = document.getElementById("saved").dataset.state === "waiting";
  isAway = count > 0 && (end === OFFLINE || end === BUSY);
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
  if (state === REFUSED) return takeOther(claim, result.answer);
  if (claim !== claims[at] && state === "saving") return undefined;
  if (state === SIGNED_OUT) return showSignedOut();
  if (state === OTHER) return showStatus(texts.otherUser, "waiting");
  if (state === OFFLINE || state === BUSY) {
    if (!drafts.away) sayOffline();
    drafts.away = true;
    return showStatus(texts.offline, "waiting");
  }
  if (outbox.count) return showWaiting();
  return state === "saved" ? showSaved() : showStatus(texts[state], state);
}

// Only when nothing of this page is anywhere but on the server.
function showSaved() {
  const isAll = !outbox.count && !claims.some((claim) => drafts.read(claim.uuid));
  showStatus(isAll ? texts.saved : texts.unsaved, isAll ? "saved" : "unsaved");
  if (isAll && isOfflineTold) say(texts.online);
  if (isAll) isOfflineTold = false;
}

function sayOffline() {
  isOfflineTold = true;
  say(texts.offline);
}

// ---- Claims -----------------------------------------------------------------------------------------

function nameOf(claim) {
  return fillIn(texts.where, { number: claim.index + 1, total: claims.length });
}

function stateOf(claim) {
  return claim.flagged ? `${texts[claim.state]}, ${texts.isFlagged}` : texts[claim.state];
}

function textOf(claim) {
  const copy = claim.element.cloneNode(true);
  copy.querySelectorAll(".who, .sr").forEach((extra) => extra.remove());
  return copy.textContent;
}

// Show the claim in the panel, with what has been written of it; `lead` is said before it.
async function open(index, lead = "") {
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
  if (claim.state === "done" && !claim.values && !drafts.read(claim.uuid)) {
    // Not with the claim before in it, while this one is fetched.
    sheet.fill([]);
    await load(claim);
  }
  if (claim === claims[at]) restore(claim);
}

// Whatever is not on the server yet goes there now.
function leave() {
  const claim = claims[at];
  if (drafts.read(claim.uuid)) drafts.save(claim.uuid);
}

function markCurrent(claim) {
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

function showInArticle({ element }) {
  const { top, bottom } = element.getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
  if (top < bar + 40 || bottom > innerHeight - 80) element.scrollIntoView({ block: "center" });
}

// From what is gone or has been pressed to the claim; where nobody has the focus, nobody gets it.
// Whether it has moved: only then do screen readers read the claim by themselves.
function moveFocus() {
  const text = document.getElementById("claim-text");
  if ([document.body, text].includes(document.activeElement)) return false;
  text.focus({ preventScroll: true });
  return true;
}

function announce(claim, { lead = "", isRead = false }) {
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
  const boundaries = document.getElementById("boundaries-link");
  boundaries.href = boundaries.getAttribute("href").replace(/[0-9a-f-]{36}/, claim.uuid);
  document.getElementById("id_reason").value = "";
  document.getElementById("flag-box").open = false;
  const past = document.getElementById("history");
  past.open = false;
  past.querySelector(".past").replaceChildren();
}

// Fill the form with what was written last: here, else on the server, else what was submitted.
function restore(claim, { isFresh = false } = {}) {
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
  sheet.mark(claim.speaker, claim.label);
  identify(claim);
  if (isOvertaken) offerBegun(claim, local);
  else if (claim.state === "skipped") tell(texts.youSkipped);
}

function blank() {
  return data.published ? [["claim_date", data.published]] : [];
}

function identify(claim) {
  claim.id ??= makeUuid();
  form.elements.client_uuid.value = claim.id;
  form.elements.revises.value = claim.revises ?? "";
  form.elements.seconds.value = claim.seconds || "";
  form.classList.toggle("is-revision", Boolean(claim.revises));
  document.getElementById("submit-text").textContent = claim.revises ? texts.revise : texts.submit;
  const skip = document.getElementById("skip");
  if (skip) skip.hidden = Boolean(claim.revises) || claim.state === "skipped";
}

// What was said of a claim before this page was opened.
async function load(claim) {
  isBusy = true;
  form.inert = true;
  const { end, answer } = await server.get(claim.url);
  form.inert = false;
  isBusy = false;
  if (end !== OK) {
    tell(end === REFUSED ? texts.failed : texts.notHere);
    return;
  }
  sheet.addCast(answer.cast);
  claim.draft = claim.written = undefined;
  claim.values = toPairs(answer.values);
  claim.revises = answer.revises;
  claim.version = answer.draft_version;
  claim.warnings = answer.warnings;
}

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

function markState(claim, { state, flagged, who }) {
  claim.state = state;
  claim.flagged = Boolean(flagged);
  claim.element.dataset.state = state;
  claim.element.toggleAttribute("data-flagged", claim.flagged);
  const spoken = claim.element.querySelector(":scope > .sr");
  if (spoken) spoken.textContent = ` (${stateOf(claim)})`;
  const shown = claim.element.querySelector(":scope > .who");
  if (shown && who) shown.textContent = who;
  else if (who) claim.element.prepend(Object.assign(document.createElement("span"), { className: "who", dir: "auto", textContent: who }));
  showProgress();
}

function markSent(claim) {
  markState(claim, { state: "done", flagged: Boolean(claim.flagged), who: nameSpeaker(claim) });
}

function nameSpeaker(claim) {
  const chosen = claim === claims[at] && sheet.chosen("speaker");
  if (!chosen) return "";
  return chosen.value === "else" ? sheet.field("other_name").value : chosen.closest(".choice").querySelector("bdi").textContent;
}

function showProgress() {
  const bar = document.getElementById("progress");
  if (!bar) return;
  const done = claims.filter((claim) => claim.state === "done").length;
  bar.value = done;
  document.getElementById("progress-text").textContent = fillIn(texts.progress, { done, total: claims.length });
}

// ---- Writing ----------------------------------------------------------------------------------------

function noteWriting() {
  if (form.inert) return;
  const claim = claims[at];
  const body = sheet.read();
  claim.written = toWritten(body);
  drafts.note(claim.uuid, { body, version: claim.version ?? 0, url: `${claim.url}draft/` });
}

// Somebody of the project, found by the search: offered from now on, and chosen.
function chooseFound({ uuid, name }) {
  const digit = nextDigit();
  sheet.addCast({ speakers: [{ uuid, name, digit }] });
  choose(form.querySelector(`input[name="speaker"][value="${CSS.escape(uuid)}"]`));
}

function nextDigit() {
  const taken = [...form.querySelectorAll('input[name="speaker"][data-command]')].map((input) => Number(input.dataset.command.split(".")[1]));
  const next = Math.max(0, ...taken) + 1;
  return next <= 9 ? next : null;
}

function choose(input) {
  const isVerdict = input.name === "verdict";
  if (isVerdict && input.checked && form.querySelector('input[name="verdict"][value=""]')) sheet.clearVerdict();
  else input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  // Tab goes on from here; the group, not the radio button, so that arrows still move claims.
  const group = input.closest("fieldset");
  group.focus({ preventScroll: true });
  const field = nameGroup(group);
  const choice = sheet.chosen(input.name)?.value ? sheet.chosen(input.name).closest(".choice").querySelector("bdi").textContent : "";
  say(choice ? fillIn(texts.chosen, { field, choice }) : fillIn(texts.unchosen, { field }));
}

// ---- Submitting -----------------------------------------------------------------------------------------

async function submit() {
  const claim = claims[at];
  if (isBusy || !form.querySelector("button.primary")) return undefined;
  if (isGuidelineUnread && navigator.onLine) return leaveForDesk();
  const missing = sheet.listMissing();
  if (missing.length) return sheet.showErrors(missing, texts.notAccepted);
  // Submitted again before the first was answered: it goes in its place, or as its revision.
  if (outbox.find(claim.id) && !outbox.cancel(claim.id)) {
    setBusy(true);
    await outbox.flush();
    setBusy(false);
    identify(claim);
  }
  const said = claim.revises ? texts.revised : texts.submitted;
  const isWaitedFor = !sheet.isPlain && navigator.onLine && !outbox.count;
  const entry = { id: claim.id, kind: "submit", claim: claim.uuid, url: claim.url, title: textOf(claim), body: sheet.read() };
  claim.values = claim.written = toWritten(entry.body);
  const answered = outbox.send(entry);
  // The box has it all: a draft that came after its own label would stand there for ever.
  drafts.forget(claim.uuid);
  if (isWaitedFor) {
    setBusy(true);
    const result = await answered;
    setBusy(false);
    if (result.end === REFUSED) return undefined;
  }
  return goOn(claim, said);
}

function setBusy(isOn) {
  isBusy = isOn;
  form.inert = isOn;
  form.setAttribute("aria-busy", isOn);
  if (isOn) showSending();
}

function showSending() {
  if (document.getElementById("saved").dataset.state !== "waiting") showStatus(texts.sending, "sending");
}

function goOn(claim, said) {
  markSent(claim);
  if (outbox.count) showSending();
  say(said);
  goToNext(said);
}

// What the server says to what waited in the box; the claim may be of an article long left.
function takeAnswer(entry, { end, answer }) {
  const claim = claims.find((one) => one.uuid === entry.claim);
  if (end === OK) takeAccepted(entry, claim, answer);
  else takeRefused(entry, claim, answer);
}

// It was done in another tab.
function takeHeard(entry, result) {
  takeAnswer(entry, result);
  const claim = claims[at];
  if (entry.claim !== claim.uuid || entry.kind !== "submit" || result.end !== OK) return;
  if (!drafts.read(claim.uuid)) restore(claim);
  tell(texts.labelledElsewhere);
}

function takeAccepted(entry, claim, answer) {
  const action = entry.kind === "submit" ? "label" : entry.kind;
  if (entry.url.startsWith(data.desk)) done.push({ action, claim: entry.claim, stage: data.stage, annotation: answer.annotation ?? "" });
  if (claim) markState(claim, answer);
  if (entry.kind === "submit") takeLabelled(entry, claim, answer);
}

function takeLabelled(entry, claim, answer) {
  const local = drafts.read(entry.claim);
  const isChanged = local && !saySame(toWritten(local.body), toWritten(entry.body));
  if (!isChanged) drafts.forget(entry.claim);
  if (!claim) return;
  claim.revises = answer.annotation;
  claim.id = undefined;
  claim.seconds = 0;
  claim.version = 0;
  claim.draft = undefined;
  if (!isChanged) claim.written = undefined;
  sheet.addCast(answer.cast);
  claim.values = replaceSomeoneElse(toWritten(entry.body), answer.speaker);
  isGuidelineUnread = answer.is_guideline_unread;
  if (isGuidelineUnread && claims[at].state === "open") tell(texts.guidelineNew, makeLink(texts.guidelineRead, data.desk));
  if (claim === claims[at]) identify(claim);
  // What was written since is a change to the label.
  if (isChanged) drafts.note(entry.claim, { ...local, version: 0 });
}

// Whoever was typed in has become a speaker, and is offered as one.
function replaceSomeoneElse(pairs, speaker) {
  const rest = pairs.filter(([name]) => !name.startsWith("other_"));
  return rest.map(([name, value]) => [name, name === "speaker" && value === "else" ? speaker : value]);
}

function takeRefused(entry, claim, answer) {
  const errors = answer.errors ?? [{ field: "", label: "", code: "", message: texts.failed }];
  if (entry.kind === "submit") return takeRefusedLabel(entry, claim, answer, errors);
  const url = entry.url.replace(/(skip|flag)\/$/, "");
  if (!claim) return tellRefused({ ...entry, url }, errors);
  const isLabelled = errors[0].code === "labelled";
  if (isLabelled) claim.values = undefined;
  markState(claim, { state: isLabelled ? "done" : "open", flagged: claim.flagged && entry.kind !== "flag", who: "" });
  return claim === claims[at] ? tell(errors[0].message) : tellRefused(entry, errors, claim);
}

// The server has kept it as a draft, if it could; here it is kept until that is certain.
function takeRefusedLabel(entry, claim, answer, errors) {
  const version = answer.draft_version ?? 0;
  if (!drafts.read(entry.claim)) drafts.put(entry.claim, { body: entry.body, version, url: `${entry.url}draft/` });
  if (!claim) return tellRefused(entry, errors);
  Object.assign(claim, { id: undefined, version, draft: undefined, values: undefined, written: toWritten(drafts.read(entry.claim).body) });
  markState(claim, { state: "open", flagged: claim.flagged, who: "", ...answer });
  const isTwice = errors.some(({ code }) => code === "labelled" || code === "client_uuid_reused") && answer.revises;
  if (isTwice) claim.revises = answer.revises;
  if (claim !== claims[at]) return tellRefused(entry, errors, claim);
  setBusy(false);
  identify(claim);
  if (isTwice) return tell(texts.labelledElsewhere);
  return sheet.showErrors(errors, texts.notAccepted);
}

function tellRefused(entry, errors, claim = undefined) {
  const title = entry.title.length > 60 ? `${entry.title.slice(0, 60)}…` : entry.title;
  const message = errors.map((error) => (error.label ? `${error.label}: ${error.message}` : error.message)).join(" ");
  const way = claim ? makeButton(texts.openIt, () => open(claim.index)) : makeLink(texts.openIt, entry.url);
  tell(fillIn(texts.refusedElsewhere, { claim: title, message }), way);
}

// ---- Going on ---------------------------------------------------------------------------------------------

function goToNext(done = "") {
  // The desk shows what has changed before anything else.
  if (isGuidelineUnread) return leaveForDesk();
  const next = findFrom(1, (claim) => claim.state === "open");
  if (next === undefined) return goToNextArticle();
  open(next, done);
  fetchAhead();
  return undefined;
}

async function leaveForDesk() {
  await outbox.flush();
  if (!outbox.count && await server.renewSession() === OK) return location.assign(data.desk);
  // Without a network work goes on, by the version that one knows.
  isGuidelineUnread = false;
  return goToNext();
}

function findFrom(step, wanted) {
  for (let offset = 1; offset < claims.length; offset += 1) {
    const index = (at + step * offset + claims.length * offset) % claims.length;
    if (wanted(claims[index])) return index;
  }
  return undefined;
}

// The page of the next article, read before it is due.
function fetchAhead() {
  const left = claims.filter((claim) => claim.state === "open").length;
  if (ahead || left > FETCH_AHEAD_AT || data.stage !== "label") return;
  ahead = readAhead();
}

async function readAhead() {
  const { end, answer } = await server.post(data.next, "");
  // More of this article, as after a pause: that is asked for when this is done.
  if (end !== OK || !answer.url || claims.some((claim) => claim.url === answer.url)) return undefined;
  try {
    const response = await fetch(answer.url, { signal: AbortSignal.timeout(15_000) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // Where a new guideline is to be read first there is no desk: the browser goes there itself.
    return page.getElementById("desk-data") && response.ok ? { url: answer.url, page } : undefined;
  } catch {
    return undefined; // Without a network it is fetched when it is due.
  }
}

async function goToNextArticle() {
  isBusy = true;
  const next = await ahead;
  isBusy = false;
  if (next) return swap(next);
  tell(outbox.count ? texts.articleDone : texts.fetching);
  await outbox.flush();
  if (outbox.count || await server.renewSession() !== OK) return waitForNetwork();
  const nextForm = document.getElementById("next-form");
  nextForm.elements.csrfmiddlewaretoken.value = server.token;
  return nextForm.submit();
}

let waiting = 0;

// Then on, if the person is where they were and has begun nothing else.
function waitForNetwork() {
  tell(texts.articleDone);
  const here = claims[at];
  clearInterval(waiting);
  waiting = setInterval(() => {
    if (claims[at] !== here || drafts.read(here.uuid)) clearInterval(waiting);
    else if (!outbox.count && navigator.onLine) {
      clearInterval(waiting);
      goToNextArticle();
    }
  }, 1_000);
}

function swap({ url, page }) {
  for (const selector of ["main", ".bar .status", "#help"]) {
    document.querySelector(selector).replaceWith(document.adoptNode(page.querySelector(selector)));
  }
  document.title = page.title;
  history.pushState(null, "", `${url}#current`);
  document.getElementById("keys-on").checked = readKeymap().on;
  document.querySelector("main").classList.toggle("has-guideline", !document.getElementById("guideline").hidden);
  scroll(0, 0);
  begin();
  markCurrent(claims[at]);
  showInArticle(claims[at]);
  announce(claims[at], { lead: document.title });
}

// ---- Skipping, flagging, taking back --------------------------------------------------------------------------

function skip() {
  const claim = claims[at];
  if (isBusy || claim.revises || claim.state !== "open") return;
  sendMark(claim, "skip");
  markState(claim, { state: "skipped", flagged: Boolean(claim.flagged), who: "" });
  goToNext(texts.skippedNow);
}

function flag() {
  const claim = claims[at];
  const box = document.getElementById("flag-box");
  const reason = document.getElementById("id_reason");
  box.open = true;
  if (!reason.value.trim()) {
    reason.focus();
    return tell(texts.flagReason);
  }
  sendMark(claim, "flag");
  markState(claim, { state: claim.state, flagged: true, who: "" });
  box.open = false;
  moveFocus();
  return tell(texts.flagged);
}

function sendMark(claim, kind) {
  const reason = document.getElementById("id_reason");
  const body = new URLSearchParams({ reason: reason.value }).toString();
  reason.value = "";
  showSending();
  return outbox.send({ id: makeUuid(), kind, claim: claim.uuid, url: `${claim.url}${kind}/`, title: textOf(claim), body });
}

async function undo() {
  if (isBusy) return;
  const last = outbox.list().filter((entry) => entry.url.startsWith(data.desk)).at(-1);
  if (last && outbox.cancel(last.id)) return reopenUnsent(last);
  setBusy(true);
  await outbox.flush();
  // Named, if it is known, so that asking again takes back no other.
  const { end, answer } = outbox.count ? { end: OFFLINE } : await server.post(data.undo, new URLSearchParams(done.at(-1)).toString());
  setBusy(false);
  if (outbox.count === 0) showSaved();
  if (end === OK || end === REFUSED) done.pop();
  if (end === REFUSED) return tell(answer.errors?.[0]?.message ?? texts.failed);
  if (end !== OK) return tell(texts.offline);
  return reopen(answer);
}

// What the server never had is a draft again.
function reopenUnsent(entry) {
  if (entry.kind === "submit") drafts.put(entry.claim, { body: entry.body, version: 0, url: `${entry.url}draft/` });
  const claim = claims.find((one) => one.uuid === entry.claim);
  if (!claim) return navigator.onLine ? location.assign(`${data.desk}${entry.claim}/`) : tell(texts.undone);
  const stands = entry.kind === "flag" ? claim.state : claim.revises ? "done" : "open";
  markState(claim, { state: stands, flagged: claim.flagged && entry.kind !== "flag", who: "" });
  open(claim.index);
  return tell(texts.undone);
}

// Open again what was taken back, with what was said: the server has kept it as a draft.
async function reopen(answer) {
  const claim = claims.find((one) => one.uuid === answer.claim);
  if (!claim) return answer.url ? location.assign(answer.url) : tell(answer.message);
  drafts.forget(claim.uuid);
  Object.assign(claim, { id: undefined, draft: undefined, written: undefined });
  markState(claim, { ...answer, who: "" });
  await load(claim);
  await open(claim.index);
  return tell(texts.undone);
}

// ---- Keys ---------------------------------------------------------------------------------------------------------

const COMMANDS = {
  undo,
  skip,
  flag,
  submit,
  wording: () => openWording(),
  evidence: () => addEvidence(),
  boundaries: () => leaveFor("boundaries-link"),
  next: () => { if (!isBusy) goToNext(); },
  guideline: () => toggleGuideline(),
  previous: () => step(-1),
  following: () => step(1),
  search: () => chooseSomeoneElse(),
};

// In an article that is read from right to left, the arrow to the left leads onward.
const MIRRORED = { previous: "following", following: "previous" };

function mirror(command, key) {
  const isSideways = key === "ArrowLeft" || key === "ArrowRight";
  const isRightToLeft = getComputedStyle(document.querySelector(".article")).direction === "rtl";
  return isSideways && isRightToLeft ? MIRRORED[command] ?? command : command;
}

function step(direction) {
  const index = findFrom(direction, () => true);
  if (index !== undefined) open(index);
}

function openWording() {
  sheet.wantsWording = true;
  sheet.refresh();
  sheet.field("wording")?.focus();
}

function addEvidence() {
  const number = sheet.addEvidence();
  say(number ? fillIn(texts.evidenceAdded, { number }) : texts.verdictRefused);
}

function chooseSomeoneElse() {
  const other = form.querySelector('input[name="speaker"][value="else"]');
  if (!other) return;
  choose(other);
  attachSearch();
  sheet.field("other_name").focus();
}

// Fetched when it is first wanted. Without it, or without a network, a name can be typed.
async function attachSearch() {
  const name = sheet.field("other_name");
  if (name.dataset.hasSearch) return;
  name.dataset.hasSearch = "yes";
  const search = await import("./speaker_search.js").catch(() => undefined);
  search?.attachSpeakerSearch(form, { onChoose: chooseFound });
  // What was typed before it had come.
  if (search && name.value) name.dispatchEvent(new Event("input"));
}

// Not before what is written is on the server.
async function leaveFor(id) {
  const link = document.getElementById(id);
  await drafts.save(claims[at].uuid);
  location.assign(link.href);
}

function findControl(command, event) {
  if (form.inert) return () => say(texts.sending);
  const input = form.querySelector(`input[data-command="${CSS.escape(command)}"]`);
  if (input) return input.matches(":disabled") ? () => say(texts.verdictRefused) : () => choose(input);
  return COMMANDS[mirror(command, event.key)] ?? (() => say(texts.noSuchKey));
}

function findEscape(event) {
  return event.key === "Escape" && !document.getElementById("guideline").hidden ? toggleGuideline : undefined;
}

listen(findControl, { findFixed: findEscape, post: (url, body) => server.post(url, body) });

// ---- Guideline and history -------------------------------------------------------------------------------------------

async function toggleGuideline() {
  const panel = document.getElementById("guideline");
  const wasHidden = panel.hidden;
  panel.hidden = !wasHidden;
  document.querySelector("main").classList.toggle("has-guideline", wasHidden);
  if (!wasHidden) return moveFocus();
  const part = panel.querySelector(".part");
  part.focus({ preventScroll: true });
  if (!part.childElementCount) await fetchPart(panel.dataset.url, part);
}

async function fetchPart(url, place, isStill = () => true) {
  try {
    const response = await fetch(url, { redirect: "error" });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (isStill()) place.replaceChildren(...page.body.childNodes);
  } catch {
    place.textContent = texts.failed;
  }
}

document.addEventListener("toggle", (event) => {
  if (event.target.id !== "history" || !event.target.open) return;
  const claim = claims[at];
  fetchPart(`${claim.url}history/?part=1`, event.target.querySelector(".past"), () => claim === claims[at]);
}, { capture: true });

// ---- Pointer and form --------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-claim], .claim[data-n]");
  if (link && form.isConnected && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const claim = claims[Number((link.closest("[data-n]") ?? link).dataset.n)];
    if (!claim) return;
    event.preventDefault();
    open(claim.index);
    return;
  }
  const { act } = event.target.closest("button[data-act]")?.dataset ?? {};
  if (act) COMMANDS[act]();
});

// The second click of a double click was meant for the claim before.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("#label-form button[type=submit]")) event.preventDefault();
}, { capture: true });

document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  // Enter in the reason means what the reason is for.
  const page = event.submitter?.dataset.page ?? (document.activeElement.id === "id_reason" ? "flag" : undefined);
  event.preventDefault();
  if (page === "stop") stopHere(event.submitter);
  else if (page === "skip") skip();
  else if (page === "flag") flag();
  else submit();
});

// The browser's own: it leaves the desk, when all else has been sent.
async function stopHere(button) {
  await outbox.flush();
  if (outbox.count || await server.renewSession() !== OK) return tell(texts.offline);
  drafts.forget(claims[at].uuid);
  form.elements.csrfmiddlewaretoken.value = server.token;
  form.action = button.formAction;
  return form.submit();
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    if (!form.contains(event.target) || !event.target.name || event.target.id === "id_reason") return;
    if (kind === "change") sheet.refresh();
    if (event.target.value === "else") attachSearch();
    noteWriting();
  });
}

document.addEventListener("focusin", (event) => showDefinition(event.target));
document.addEventListener("pointerover", (event) => showDefinition(event.target.closest?.(".choice")?.querySelector("input")));

function showDefinition(input) {
  const group = input?.matches?.('input[type="radio"]') ? input.closest("fieldset[data-choices]") : null;
  if (group) sheet.define(group, input);
}

addEventListener("pagehide", () => drafts.sendLast(claims[at].uuid, server.token));
document.addEventListener("visibilitychange", () => { if (document.hidden) drafts.save(claims[at].uuid); });
// Back to another article; within this one, links to places on the page change nothing.
addEventListener("popstate", () => { if (!location.pathname.endsWith(`${claims[at].uuid}/`)) location.reload(); });
addEventListener("offline", () => { isAway = true; showStatus(texts.offline, "waiting"); sayOffline(); });
addEventListener("online", () => { isAway = false; if (!outbox.count) showSaved(); });

// ---- Time at work, and the reservation ---------------------------------------------------------------------------------

let lastSign = performance.now();
let renewed = performance.now();

for (const sign of ["keydown", "pointermove", "pointerdown", "scroll"]) {
  document.addEventListener(sign, () => { lastSign = performance.now(); }, { passive: true, capture: true });
}

setInterval(() => {
  const isActive = !document.hidden && performance.now() - lastSign < IDLE_AFTER;
  if (!isActive) return;
  claims[at].seconds += 1;
  form.elements.seconds.value = claims[at].seconds;
  // Three times within the reservation, but no oftener than anybody needs.
  const interval = Math.min(5, Number(form.dataset.leaseMinutes) / 3) * 60_000;
  if (form.dataset.renew && performance.now() - renewed > interval) renew();
}, 1_000);

async function renew() {
  renewed = performance.now();
  // Without an answer the reservation simply ends earlier; a late label is taken all the same.
  const { status } = await server.post(form.dataset.renew, "");
  if (status !== 409) return;
  form.dataset.renew = "";
  tell(texts.leaseEnded);
}

begin();
// The address points to the claim; the keys are for its panel.
if (document.activeElement.id === "current") document.activeElement.blur();
document.getElementById("current")?.scrollIntoView({ block: "center" });
