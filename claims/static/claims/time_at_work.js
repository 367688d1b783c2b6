// Time at work on each claim, and the reservation, which is renewed as long as somebody works.

import { at, claims, form, server, tell, texts } from "./article.js";

const IDLE_AFTER = 60_000;
const SIGNS = ["keydown", "pointermove", "pointerdown", "scroll"];

let lastSign, renewed;

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
