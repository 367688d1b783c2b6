// What has been written and is not on the server yet: drafts, and submits that wait for the network.
// All of it is in localStorage first, by person, and leaves it only when the server has answered.

const TIMEOUT = 15_000;
const RETRIES = [1_000, 2_000, 5_000, 10_000, 20_000];

export const makeUuid = () => crypto.randomUUID?.() ?? makeUuidByHand();

// Browsers have randomUUID on https and localhost only.
function makeUuidByHand() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// ---- What the browser keeps -------------------------------------------------------------------

// Where the browser keeps nothing (full, or forbidden), the page does as long as it is open.
export class Shelf {
  #held = new Map();

  constructor(user, onFull) {
    this.prefix = `factcheck:${user}:`;
    this.onFull = onFull;
  }

  read(key) {
    if (this.#held.has(key)) return this.#held.get(key);
    const text = this.#try(() => localStorage.getItem(this.prefix + key)) ?? null;
    if (text === null) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      // Not ours, or cut short: out of the way, but not lost.
      this.#try(() => localStorage.setItem(`${this.prefix}broken:${Date.now()}:${key}`, text));
      this.remove(key);
      return undefined;
    }
  }

  write(key, value) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(value));
      this.#held.delete(key);
    } catch {
      this.#held.set(key, value);
      this.onFull();
    }
  }

  remove(key) {
    this.#held.delete(key);
    this.#try(() => localStorage.removeItem(this.prefix + key));
  }

  // All keys that begin so, in their order.
  list(start) {
    const kept = this.#try(() => Object.keys(localStorage)) ?? [];
    const own = kept.filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
    return [...new Set([...own, ...this.#held.keys()])].filter((key) => key.startsWith(start)).sort();
  }

  // What a browser forbids is as if there were nothing; only `write` says so.
  #try(act) {
    try {
      return act();
    } catch {
      return undefined;
    }
  }
}

// ---- Asking the server ------------------------------------------------------------------------

// How a request ended: the server's answer, or why there is none.
export const OK = "ok", REFUSED = "refused", OFFLINE = "offline", BUSY = "busy", SIGNED_OUT = "signed out", OTHER = "other user";

export class Server {
  constructor({ user, session, token }) {
    this.user = user;
    this.session = session;
    this.token = token;
  }

  async post(url, body) {
    const first = await this.#ask(url, { method: "POST", body });
    if (first.end !== SIGNED_OUT) return first;
    // Signed in again, in another tab perhaps: then it is the token that was old.
    const end = await this.renewSession();
    return end === OK ? this.#ask(url, { method: "POST", body }) : { end };
  }

  get(url) {
    return this.#ask(url, { method: "GET" });
  }

  // Ask who is signed in by now.
  async renewSession() {
    const asked = await this.#ask(this.session, { method: "GET" });
    if (asked.end !== OK) return asked.end;
    if (!asked.answer.user) return SIGNED_OUT;
    if (asked.answer.user !== this.user) return OTHER;
    this.token = asked.answer.token;
    return OK;
  }

  async #ask(url, options) {
    let response;
    // By X-Work-Of the server sees whose work it is given: cookies are for whoever signed in last.
    const headers = { Accept: "application/json", "X-CSRFToken": this.token, "X-Work-Of": this.user };
    if (options.body !== undefined) headers["Content-Type"] = "application/x-www-form-urlencoded";
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      response = await fetch(url, { ...options, headers, redirect: "manual", signal });
    } catch {
      return { end: OFFLINE };
    }
    if (response.type === "opaqueredirect") return { end: SIGNED_OUT };
    const answer = await response.json().catch(() => null);
    if (response.status >= 500 || response.status === 429) return { end: BUSY, ...readOutage(response, answer) };
    // Without an answer of ours it is the token that was refused.
    if (answer === null) return { end: response.status === 403 ? SIGNED_OUT : REFUSED, answer: {} };
    if (answer.errors?.[0]?.code === "other_user") return { end: OTHER };
    return { end: response.ok ? OK : REFUSED, status: response.status, answer };
  }
}

// What the server itself says is wrong, where it does, and the milliseconds after which it asks to be
// tried again: 0 where it does not say, or by a date.
function readOutage({ headers }, answer) {
  return { outage: answer?.errors?.[0]?.heading, wait: Number(headers.get("Retry-After")) * 1_000 || 0 };
}

// ---- Submits that wait ------------------------------------------------------------------------

// Sends what is put in, in order, one at a time, from one tab at a time, until each is answered.
// Entries: {id, kind, claim, url, body, title}. The same id again is the same label to the server.
export class Outbox {
  #waiters = new Map();
  #timer = 0;
  #tries = 0;
  #turn = Promise.resolve();
  #channel;

  // before(entry): what is waited for before it is sent. onAnswer(entry, result) for each that was
  // taken or refused, onHeard where another tab sent it; onChange(end, count, outage) after each try.
  constructor(shelf, server, { before, onAnswer, onHeard, onChange }) {
    Object.assign(this, { shelf, server, before, onAnswer, onHeard, onChange });
    this.#channel = globalThis.BroadcastChannel && new BroadcastChannel(`${shelf.prefix}outbox`);
    this.#channel?.addEventListener("message", ({ data: { entry, result } }) => this.#hear(entry, result));
    addEventListener("online", () => this.flush());
    addEventListener("focus", () => { if (this.count) this.flush(); });
  }

  list() {
    return this.shelf.list("outbox:").map((key) => this.shelf.read(key)).filter(Boolean);
  }

  get count() {
    return this.shelf.list("outbox:").length;
  }

  find(id) {
    return this.list().find((entry) => entry.id === id);
  }

  // Put in, and send; how it ended, as far as the first try goes.
  send(given) {
    const entry = { ...given, key: `outbox:${String(Date.now()).padStart(15, "0")}:${given.id}` };
    this.shelf.write(entry.key, entry);
    const answered = new Promise((resolve) => { this.#waiters.set(entry.key, resolve); });
    this.flush();
    return answered;
  }

  // Take back what the server cannot have; false when it may.
  cancel(id) {
    const entry = this.find(id);
    if (!entry || entry.tried) return false;
    this.shelf.remove(entry.key);
    this.#resolve(entry.key, { end: OK, answer: null });
    return true;
  }

  async flush() {
    clearTimeout(this.#timer);
    if (navigator.locks) return navigator.locks.request(`${this.shelf.prefix}outbox`, () => this.#empty());
    // Without locks (http on a local network) at least this tab sends one at a time.
    this.#turn = this.#turn.then(() => this.#empty());
    return this.#turn;
  }

  async #empty() {
    const failed = new Set();
    let end = OK;
    let last = {};
    for (let entry = this.#next(failed); entry; entry = this.#next(failed)) {
      last = await this.#deliver(entry);
      end = last.end;
      // One that the server fails at does not keep the others; without a network, or in an outage,
      // none gets through.
      if (end === BUSY && !last.outage) failed.add(entry.key);
      else if (end !== OK && end !== REFUSED) break;
    }
    if (failed.size) end = BUSY;
    this.#settleWaiters(end);
    this.onChange(end, this.count, last.outage);
    if (this.count) this.#retry(last.wait); else this.#tries = 0;
  }

  #next(failed) {
    return this.list().find((entry) => !failed.has(entry.key));
  }

  async #deliver(entry) {
    await this.before(entry);
    // From here on the server may have it, whether or not its answer arrives.
    if (navigator.onLine) this.shelf.write(entry.key, { ...entry, tried: true });
    const result = await this.server.post(entry.url, entry.body);
    if (result.end === OK || result.end === REFUSED) {
      if (result.end === OK && entry.kind === "submit") freeDraft(this.shelf, entry.claim);
      // First what came of it is kept, then it leaves the box: closed in between, it is sent again.
      this.onAnswer(entry, result);
      this.shelf.remove(entry.key);
      this.#channel?.postMessage({ entry, result });
    }
    this.#resolve(entry.key, result);
    return result;
  }

  // Another tab has sent it.
  #hear(entry, result) {
    this.onHeard(entry, result);
    this.#resolve(entry.key, result);
    this.onChange(OK, this.count);
  }

  // Nobody waits for a network; what another tab has sent it tells in a moment.
  #settleWaiters(end) {
    for (const key of this.#waiters.keys()) {
      if (this.shelf.read(key)) this.#resolve(key, { end });
      else setTimeout(() => this.#resolve(key, { end: OK, answer: null }), 1_000);
    }
  }

  #resolve(key, result) {
    this.#waiters.get(key)?.(result);
    this.#waiters.delete(key);
  }

  #retry(asked) {
    const own = RETRIES[Math.min(this.#tries, RETRIES.length - 1)];
    this.#tries += 1;
    this.#timer = setTimeout(() => this.flush(), asked || own);
  }
}

// ---- Drafts -----------------------------------------------------------------------------------

// What was written while a label was on its way is no late draft of it, but the next change.
function freeDraft(shelf, claim) {
  const draft = shelf.read(`draft:${claim}`);
  if (!draft) return;
  const body = new URLSearchParams(draft.body);
  body.delete("client_uuid");
  shelf.write(`draft:${claim}`, { ...draft, body: body.toString() });
}

// Saves what is being written: here at once, on the server soon after, one request at a time.
// A draft: {body, version, url, sent}; `version` is that of the server's draft it was made to, `sent`
// the bodies of which the server may have one by now: their answers have not come.
export class Drafts {
  // After the last keystroke; and at the latest, however long somebody types on.
  static DELAY = 800;
  static LATEST = 1_500;
  static RETRY = 5_000;

  #timers = new Map();
  #since = new Map();
  #running = new Map();

  // onState("unsaved" | "saving" | "saved" | end, claim, result) whenever it changes. isAhead(claim):
  // whether a label of the claim waits, which would put an end to a draft that came before it.
  constructor(shelf, server, { isAhead, onState }) {
    Object.assign(this, { shelf, server, isAhead, onState });
    for (const kind of ["online", "focus"]) addEventListener(kind, () => this.saveAll());
  }

  read(claim) {
    return this.shelf.read(`draft:${claim}`);
  }

  // Keep it here, without sending it.
  put(claim, draft) {
    const sent = this.read(claim)?.sent;
    this.shelf.write(`draft:${claim}`, { sent, ...draft, mark: makeUuid() });
  }

  note(claim, draft) {
    this.put(claim, draft);
    this.onState("unsaved", claim);
    if (!this.#timers.has(claim)) this.#since.set(claim, performance.now());
    const left = Drafts.LATEST - (performance.now() - this.#since.get(claim));
    this.#wait(claim, Math.max(0, Math.min(Drafts.DELAY, left)));
  }

  #wait(claim, delay) {
    this.#stop(claim);
    this.#timers.set(claim, setTimeout(() => this.save(claim), delay));
  }

  #stop(claim) {
    clearTimeout(this.#timers.get(claim));
    this.#timers.delete(claim);
  }

  forget(claim) {
    this.#stop(claim);
    this.shelf.remove(`draft:${claim}`);
  }

  // Wait until nothing of the claim is on its way: a draft must not arrive after its own label.
  async settle(claim) {
    while (this.#running.has(claim)) await this.#running.get(claim);
  }

  async save(claim) {
    this.#stop(claim);
    await this.settle(claim);
    const draft = this.read(claim);
    if (!draft || this.isAhead(claim)) return;
    const run = this.#send(claim, draft).finally(() => this.#running.delete(claim));
    this.#running.set(claim, run);
    await run;
  }

  async #send(claim, draft) {
    this.onState("saving", claim);
    this.#noteSent(claim, draft);
    const result = await this.server.post(draft.url, `${draft.body}&draft_version=${draft.version}`);
    const now = this.read(claim);
    const isLatest = !now || now.mark === draft.mark;
    if (result.end === OK && now) {
      // What was written meanwhile goes on from here.
      if (isLatest) this.shelf.remove(`draft:${claim}`);
      else this.shelf.write(`draft:${claim}`, { ...now, sent: undefined, version: result.answer.version });
    }
    if (result.end === OFFLINE || result.end === BUSY) this.#wait(claim, result.wait || Drafts.RETRY);
    this.onState(result.end === OK ? (isLatest ? "saved" : "unsaved") : result.end, claim, result);
  }

  #noteSent(claim, draft) {
    this.shelf.write(`draft:${claim}`, { ...draft, sent: [...(draft.sent ?? []), draft.body].slice(-5) });
  }

  // Those that a failure has left here.
  saveAll() {
    for (const key of this.shelf.list("draft:")) this.save(key.slice("draft:".length));
  }

  // The page goes: what it has not been able to send, the browser sends after it.
  sendLast(claim, token) {
    const draft = this.read(claim);
    if (!draft || this.isAhead(claim)) return;
    this.#noteSent(claim, draft);
    const body = new URLSearchParams(`${draft.body}&draft_version=${draft.version}`);
    body.set("csrfmiddlewaretoken", token);
    navigator.sendBeacon(draft.url, body);
  }
}
