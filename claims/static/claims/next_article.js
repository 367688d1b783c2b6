// The next article: read ahead before it is due, then put in the place of this one.

import {
  announce, at, claims, data, drafts, hold, markCurrent, outbox, server, showInArticle, tell,
  texts,
} from "./article.js";
import { readKeymap } from "./keys.js";
import { OK } from "./outbox.js";

// So many claims before the end of an article the next one is fetched.
const FETCH_AHEAD_AT = 2;

let ahead;

// The page of the next article, read before it is due.
export function fetchAhead() {
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

// `begin` makes the desk begin with the article that is put in.
export async function goToNextArticle(begin) {
  hold(true);
  const next = await ahead;
  hold(false);
  if (next) return swap(next, begin);
  tell(outbox.count ? texts.articleDone : texts.fetching);
  await outbox.flush();
  if (outbox.count || await server.renewSession() !== OK) return waitForNetwork(begin);
  const nextForm = document.getElementById("next-form");
  nextForm.elements.csrfmiddlewaretoken.value = server.token;
  return nextForm.submit();
}

let waiting = 0;

// Then on, if the person is where they were and has begun nothing else.
function waitForNetwork(begin) {
  tell(texts.articleDone);
  const here = claims[at];
  clearInterval(waiting);
  waiting = setInterval(() => {
    if (claims[at] !== here || drafts.read(here.uuid)) clearInterval(waiting);
    else if (!outbox.count && navigator.onLine) {
      clearInterval(waiting);
      goToNextArticle(begin);
    }
  }, 1_000);
}

function swap({ url, page }, begin) {
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
