// The last step taken back: what waits here is cancelled, what the server has it takes back itself.

import {
  claims, data, done, drafts, isBusy, load, markState, nameAway, noteOutage, open, outbox, server,
  setBusy, showSaved, tell, texts,
} from "./article.js";
import { OFFLINE, OK, REFUSED } from "./outbox.js";

export async function undo() {
  if (isBusy) return;
  const last = outbox.list().filter((entry) => entry.url.startsWith(data.desk)).at(-1);
  if (last && outbox.cancel(last.id)) return reopenUnsent(last);
  setBusy(true);
  await outbox.flush();
  // Named, if it is known, so that asking again takes back no other.
  const isUnsent = outbox.count > 0;
  const { end, answer, outage } = isUnsent ? { end: OFFLINE } : await server.post(data.undo, new URLSearchParams(done.at(-1)).toString());
  if (!isUnsent) noteOutage(outage);
  setBusy(false);
  if (outbox.count === 0) showSaved();
  if (end === OK || end === REFUSED) done.pop();
  if (end === REFUSED) return tell(answer.errors?.[0]?.message ?? texts.failed);
  if (end !== OK) return tell(nameAway());
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
