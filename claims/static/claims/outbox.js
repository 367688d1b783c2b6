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

export class Shelf {
  constructor(user, onFull) {
    this.prefix = `factcheck:${user}:`;
    this.onFull = onFull;
  }

  read(key) {
    const text = localStorage.getItem(this.prefix + key);
    if (text === null) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      // Not ours, or cut short: keep it out of the way, but do not lose it.
      localStorage.setItem(`${this.prefix}broken:${Date.now()}:${key}`, text);
      localStorage.removeItem(this.prefix + key);
      return undefined;
    }
  }

  write(key, value) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(value));
      return true;
    } catch {
      this.onFull();
      return false;
    }
  }

  remove(key) {
    localStorage.removeItem(this.prefix + key);
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
    if (response.status >= 500 || response.status === 429) return { end: BUSY };
    const answer = await response.json().catch(() => null);
    // Without an answer of ours it is the token that was refused.
    if (answer === null) return { end: response.status === 403 ? SIGNED_OUT : REFUSED, answer: {} };
    if (answer.errors?.[0]?.code === "other_user") return { end: OTHER };
    return { end: response.ok ? OK : REFUSED, status: response.status, answer };
  }
}

// ---- Submits that wait ------------------------------------------------------------------------

// Sends what is put in, in order, one at a time, from one tab at a time, until each is answered.
// Entries: {id, kind, claim, url, body, title}. The same id again is the same label to the server.
export class Outbox {
  #waiters = new Map();
  #timer = 0;
  #tries = 0;

  // onAnswer(entry, result) for each that was taken or refused; onChange(end, count) after each try.
  constructor(shelf, server, { onAnswer, onChange }) {
    this.shelf = shelf;
    this.server = server;
    this.onAnswer = onAnswer;
    this.onChange = onChange;
    addEventListener("online", () => this.flush());
    addEventListener("focus", () => { if (this.count) this.flush(); });
  }

  list() {
    return this.shelf.read("outbox") ?? [];
  }

  get count() {
    return this.list().length;
  }

  has(id) {
    return this.list().some((entry) => entry.id === id);
  }

  // Put in at once, and send as soon as what is on its way has arrived (`before`); how it ended, as
  // far as the first try goes.
  async send(entry, before = undefined) {
    const rest = this.list().filter((one) => one.id !== entry.id);
    const isKept = this.shelf.write("outbox", [...rest, entry]);
    const answered = new Promise((resolve) => { this.#waiters.set(entry.id, resolve); });
    await before;
    if (!isKept) this.#deliver(entry);
    else this.flush();
    return answered;
  }

  // Take back what has not been sent; false when it is on its way or gone.
  cancel(id) {
    if (this.sending === id || !this.has(id)) return false;
    this.#drop(id);
    return true;
  }

  async flush() {
    clearTimeout(this.#timer);
    if (navigator.locks) await navigator.locks.request(`${this.shelf.prefix}outbox`, () => this.#empty());
    else await this.#empty();
  }

  async #empty() {
    const failed = new Set();
    let end = OK;
    for (let entry = this.#next(failed); entry; entry = this.#next(failed)) {
      end = await this.#deliver(entry);
      // One that the server fails at does not keep the others; without a network none gets through.
      if (end === BUSY) failed.add(entry.id);
      else if (end !== OK && end !== REFUSED) break;
    }
    this.#settleSentElsewhere();
    if (failed.size) end = BUSY;
    this.onChange(end, this.count);
    if (this.count) this.#retry(); else this.#tries = 0;
  }

  #next(failed) {
    return this.list().find((entry) => !failed.has(entry.id));
  }

  async #deliver(entry) {
    this.sending = entry.id;
    const result = await this.server.post(entry.url, entry.body);
    this.sending = undefined;
    if (result.end === OK || result.end === REFUSED) {
      // First what came of it is kept, then it leaves the box: closed in between, it is sent again.
      this.onAnswer(entry, result);
      this.#drop(entry.id);
    }
    this.#resolve(entry.id, result);
    return result.end;
  }

  // Another tab has sent them: how it ended is not known here.
  #settleSentElsewhere() {
    for (const id of this.#waiters.keys()) if (!this.has(id)) this.#resolve(id, { end: OK, answer: null });
  }

  #resolve(id, result) {
    this.#waiters.get(id)?.(result);
    this.#waiters.delete(id);
  }

  #drop(id) {
    this.shelf.write("outbox", this.list().filter((one) => one.id !== id));
  }

  #retry() {
    const wait = RETRIES[Math.min(this.#tries, RETRIES.length - 1)];
    this.#tries += 1;
    this.#timer = setTimeout(() => this.flush(), wait);
  }
}

// ---- Drafts -----------------------------------------------------------------------------------

// Saves what is being written: here at once, on the server soon after, one request at a time.
// A draft: {body, version, url}; `version` is that of the server's draft it was made to.
export class Drafts {
  // After the last keystroke; and at the latest, however long somebody types on.
  static DELAY = 800;
  static LATEST = 1_500;

  #timers = new Map();
  #since = new Map();
  #running = new Map();

  // onState("unsaved" | "saving" | "saved" | end, claim, result) whenever it changes.
  constructor(shelf, server, { onState }) {
    this.shelf = shelf;
    this.server = server;
    this.onState = onState;
    addEventListener("online", () => this.saveAll());
  }

  read(claim) {
    return this.shelf.read(`draft:${claim}`);
  }

  note(claim, draft) {
    this.shelf.write(`draft:${claim}`, { ...draft, mark: makeUuid() });
    this.onState("unsaved", claim);
    if (!this.#timers.has(claim)) this.#since.set(claim, performance.now());
    const left = Drafts.LATEST - (performance.now() - this.#since.get(claim));
    this.#stop(claim);
    this.#timers.set(claim, setTimeout(() => this.save(claim), Math.max(0, Math.min(Drafts.DELAY, left))));
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
    this.#stop(claim);
    await this.#running.get(claim);
  }

  async save(claim) {
    this.#stop(claim);
    await this.#running.get(claim);
    const draft = this.read(claim);
    if (!draft) return;
    const run = this.#send(claim, draft);
    this.#running.set(claim, run);
    await run;
    if (this.#running.get(claim) === run) this.#running.delete(claim);
  }

  async #send(claim, draft) {
    this.onState("saving", claim);
    const body = `${draft.body}&draft_version=${draft.version}`;
    const result = await this.server.post(draft.url, body);
    const now = this.read(claim);
    if (result.end === OK && now) {
      // What was written meanwhile goes on from here.
      if (now.mark === draft.mark) this.shelf.remove(`draft:${claim}`);
      else this.shelf.write(`draft:${claim}`, { ...now, version: result.answer.version });
    }
    const isLatest = !now || now.mark === draft.mark;
    this.onState(result.end === OK ? (isLatest ? "saved" : "unsaved") : result.end, claim, result);
  }

  // Those that a network failure has left here.
  saveAll() {
    for (const key of Object.keys(localStorage)) {
      const prefix = `${this.shelf.prefix}draft:`;
      if (key.startsWith(prefix)) this.save(key.slice(prefix.length));
    }
  }

  // The page goes: what it has not been able to send, the browser sends after it.
  sendLast(claim, token) {
    const draft = this.read(claim);
    if (!draft) return;
    const body = new URLSearchParams(`${draft.body}&draft_version=${draft.version}`);
    body.set("csrfmiddlewaretoken", token);
    navigator.sendBeacon(draft.url, body);
  }
}
