// The desk: one article, one claim at a time, by keyboard, also without a network.
// The page works without this; what the script sends, a browser's own form could send as well.

import {
  announce, at, claims, countTime, data, done, drafts, fillIn, findFrom, form, hold, identify, isAnswered, isBusy,
  makeButton, makeLink, markCurrent, markSent, markState, moveFocus, nameAway, noteOutage, noteWriting, open, outbox,
  readArticle, readAround, restore, say, server, setBusy, sheet, showInArticle, showSending, tell, tellFeedback,
  textOf, texts,
} from "./article.js";
import { listen, readKeymap } from "./keys.js";
import { BUSY, makeUuid, OK, REFUSED } from "./outbox.js";
import { nameGroup, saySame, toWritten } from "./sheet.js";

// What an occasion asks for comes when the page stands: the desk is there sooner, and whoever loses
// the network has it all the same.
const LATER = {
  fragments: () => import("./fragments.js"),
  menu: () => import("./menu.js"),
  speakerSearch: () => import("./speaker_search.js"),
  undo: () => import("./undo.js"),
};
const come = {};
// The guideline has a new version, which is to be read first.
let isGuidelineUnread = false;

// Do something with such a module, at once if it has come; or something else, if it can't be had.
function use(name, act, otherwise = () => undefined) {
  if (come[name]) return act(come[name]);
  const take = (module) => { come[name] = module; return act(module); };
  return LATER[name]().then(take, otherwise);
}

// ---- Submitting ----------------------------------------------------------------------------------

async function submit() {
  const claim = claims[at];
  if (isBusy || !form.querySelector("button.primary")) return undefined;
  if (isAnswered(claim)) return goToNext();
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
  const isWaitedFor = (!sheet.isWhole || data.then || data.stage === "check") && navigator.onLine && !outbox.count;
  const entry = { id: claim.id, kind: "submit", claim: claim.uuid, url: claim.url, title: textOf(claim), body: sheet.read() };
  claim.values = claim.written = toWritten(entry.body);
  const answered = outbox.send(entry);
  // The box has it all: a draft that came after its own label would stand there for ever.
  drafts.forget(claim.uuid);
  if (data.isTraining) return waitForFeedback(answered);
  if (isWaitedFor) {
    setBusy(true);
    const result = await answered;
    setBusy(false);
    if (result.end === REFUSED) return undefined;
  }
  return goOn(claim, said);
}

// What is right comes with the answer (takeLabelled); it is read before one goes on.
async function waitForFeedback(answered) {
  setBusy(true);
  const { end } = await answered;
  setBusy(false);
  if (end !== OK && end !== REFUSED) tell(texts.feedbackLater);
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
  if (answer.feedback) tellFeedback(claim, answer.feedback);
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
  if (claim !== claims[at]) {
    // Back to what can be put right, unless something has been begun since.
    const isBegun = isBusy || drafts.read(claims[at].uuid);
    if (isBegun || !errors.some(({ field }) => field)) return tellRefused(entry, errors, claim);
    open(claim.index);
  }
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

// ---- Going on ------------------------------------------------------------------------------------

function goToNext(said = "") {
  // The desk shows what has changed before anything else.
  if (isGuidelineUnread) return leaveForDesk();
  if (data.then) return goTo(data.then);
  const next = findFrom(1, (claim) => claim.state === "open");
  if (next === undefined) return goToNextArticle();
  open(next, said);
  fetchAhead();
  return undefined;
}

function leaveForDesk() {
  return goTo(data.desk);
}

async function goTo(address) {
  await outbox.flush();
  if (!outbox.count && await server.renewSession() === OK) return location.assign(address);
  // Without a network work goes on, by the version that one knows and in this article.
  isGuidelineUnread = false;
  data.then = "";
  return goToNext();
}

// ---- The next article ----------------------------------------------------------------------------

// So many claims before the end of an article the next one is fetched.
const FETCH_AHEAD_AT = 2;

let ahead;

// The page of the next article, read before it is due; or why the server gives none out.
function fetchAhead() {
  const left = claims.filter((claim) => claim.state === "open").length;
  if (ahead || left > FETCH_AHEAD_AT || data.stage !== "label") return;
  ahead = readAhead();
}

async function readAhead() {
  const { end, answer, outage, wait } = await server.post(data.next, "");
  if (end === BUSY) return { outage, wait };
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

// Held until there is another claim to see, or none to be had: the claim at hand is labelled, and a
// second Enter would make a revision of it that nobody meant.
async function goToNextArticle() {
  hold(true);
  tell(navigator.onLine ? texts.fetching : texts.articleDone);
  const claim = claims[at];
  const { state } = claim;
  let next = await ahead;
  // What the server could not do before it may by now.
  if (next && !next.page && navigator.onLine) next = await (ahead = readAhead());
  if (next?.page) return swap(next);
  if (!navigator.onLine) return waitForNetwork();
  if (next) {
    noteOutage(next.outage);
    return waitForNetwork(next.wait);
  }
  await outbox.flush();
  // Its label was refused, which is being told.
  if (claim.state !== state) return hold(false);
  if (outbox.count || await server.renewSession() !== OK) return waitForNetwork();
  const nextForm = document.getElementById("next-form");
  nextForm.elements.csrfmiddlewaretoken.value = server.token;
  return nextForm.submit();
}

let waiting = 0;

// Then on, if the person is where they were and has begun nothing else; not before the server asks for it.
function waitForNetwork(wait = 0) {
  hold(false);
  tell(nameAway(texts.articleDone, texts.outageArticle));
  const here = claims[at];
  const earliest = performance.now() + wait;
  clearInterval(waiting);
  waiting = setInterval(() => {
    if (claims[at] !== here || drafts.read(here.uuid)) clearInterval(waiting);
    else if (!isBusy && !outbox.count && navigator.onLine && performance.now() >= earliest) {
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
  ahead = undefined;
  begin();
  markCurrent(claims[at]);
  showInArticle(claims[at]);
  announce(claims[at], { lead: document.title });
  fetchAhead();
}

// Back by the browser's own cache, to a page that was left while it was held.
addEventListener("pageshow", ({ persisted }) => { if (persisted) hold(false); });

// ---- Skipping and flagging -----------------------------------------------------------------------

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

// ---- Keys ----------------------------------------------------------------------------------------

const COMMANDS = {
  undo: () => use("undo", (module) => module.undo(), () => tell(texts.offline)),
  skip,
  flag,
  submit,
  wording: () => openWording(),
  evidence: () => addEvidence(),
  boundaries: () => leaveFor("boundaries-link"),
  ask: () => leaveFor("questions-link"),
  next: () => { if (!isBusy) goToNext(); },
  guideline: () => toggleGuideline(),
  previous: () => step(-1),
  following: () => step(1),
  search: () => chooseSomeoneElse(),
};

// Nothing is passed over, changed or taken back in the training.
const NOT_IN_TRAINING = new Set(["undo", "skip", "flag", "boundaries"]);

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

function chooseSomeoneElse() {
  const other = form.querySelector('input[name="speaker"][value="else"]');
  if (!other) return;
  choose(other);
  attachSearch();
  sheet.field("other_name").focus();
}

// Without it a name can be typed.
async function attachSearch() {
  const name = sheet.field("other_name");
  if (name.dataset.hasSearch) return;
  name.dataset.hasSearch = "yes";
  const search = await use("speakerSearch", (module) => module);
  search?.attachSpeakerSearch(form, { onChoose: chooseFound });
  // What was typed before it had come.
  if (search && name.value) name.dispatchEvent(new Event("input"));
}

// Somebody of the project, found by the search: offered from now on, and chosen.
function chooseFound({ uuid, name }) {
  sheet.addCast({ speakers: [{ uuid, name }] });
  choose(form.querySelector(`input[name="speaker"][value="${CSS.escape(uuid)}"]`));
}

// Not before what is written is on the server.
async function leaveFor(id) {
  const link = document.getElementById(id);
  await drafts.save(claims[at].uuid);
  location.assign(link.href);
}

function findControl(command, event) {
  if (isBusy) return () => say(form.inert ? texts.sending : texts.fetching);
  const input = form.querySelector(`input[data-command="${CSS.escape(command)}"]`);
  const isNoneHere = data.isTraining && (NOT_IN_TRAINING.has(command) || (input && isAnswered(claims[at])));
  if (isNoneHere) return () => say(texts.noSuchKey);
  if (input) return input.matches(":disabled") ? () => say(texts.verdictRefused) : () => choose(input);
  return COMMANDS[mirror(command, event.key)] ?? (() => say(texts.noSuchKey));
}

function findEscape(event) {
  return event.key === "Escape" && !document.getElementById("guideline").hidden ? toggleGuideline : undefined;
}

listen(findControl, {
  findFixed: findEscape,
  isFixedNeverOff: true,
  post: (url, body) => server.post(url, body),
});

// ---- Guideline and history -----------------------------------------------------------------------

async function toggleGuideline() {
  const panel = document.getElementById("guideline");
  const wasHidden = panel.hidden;
  panel.hidden = !wasHidden;
  document.querySelector("main").classList.toggle("has-guideline", wasHidden);
  if (!wasHidden) return moveFocus();
  const part = panel.querySelector(".part");
  part.focus({ preventScroll: true });
  if (!part.childElementCount) await showPart(panel.dataset.url, part);
}

async function showPart(address, place, isWanted = () => true) {
  const isThere = await use("fragments", (module) => module.insertFragment(address, place, isWanted));
  if (!isThere && isWanted()) place.textContent = texts.failed;
}

document.addEventListener("toggle", (event) => {
  if (event.target.id !== "history" || !event.target.open) return;
  const claim = claims[at];
  showPart(`${claim.url}history/?part=1`, event.target.querySelector(".past"), () => claim === claims[at]);
}, { capture: true });

// ---- Pointer and form ----------------------------------------------------------------------------

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
  if (outbox.count || await server.renewSession() !== OK) return tell(nameAway());
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

// ---- Beginning -----------------------------------------------------------------------------------

function begin() {
  readArticle({ onAnswer: takeAnswer, onHeard: takeHeard });
}

// As soon as the page stands and nothing else is to be done.
function whenIdle(act) {
  const wait = () => (globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: 1_000 }) : setTimeout(act, 200));
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
}

const BRING_AGAIN = 10_000;
let bringing = 0;

// What a lost network keeps away is asked for again, until all is there.
async function bringLater() {
  clearTimeout(bringing);
  const names = Object.keys(LATER);
  await Promise.all(names.map((name) => use(name, () => undefined)));
  if (names.some((name) => !come[name])) bringing = setTimeout(bringLater, BRING_AGAIN);
}

begin();
countTime();
whenIdle(() => {
  bringLater();
  addEventListener("online", bringLater);
  fetchAhead();
  readAround();
});
// The address points to the claim; the keys are for its panel.
if (document.activeElement.id === "current") document.activeElement.blur();
document.getElementById("current")?.scrollIntoView({ block: "center" });
