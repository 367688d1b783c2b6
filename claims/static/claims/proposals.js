// Proposals by keyboard: one has the focus; every key presses a control that is there.

import { listen } from "./shortcuts.js";

const proposals = [...document.querySelectorAll(".proposal")];
const findCurrent = () => proposals.find((one) => one.contains(document.activeElement));

function move(step) {
  const here = proposals.indexOf(findCurrent());
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), proposals.length - 1);
  proposals[next]?.focus();
}

const COMMANDS = {
  KeyJ: () => move(1),
  KeyK: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: () => findCurrent()?.querySelector("a.open").click(),
};

listen((event) => {
  if (event.shiftKey) return undefined;
  const button = findCurrent()?.querySelector(`[data-code="${CSS.escape(event.code)}"]`);
  return button ? () => button.click() : COMMANDS[event.code];
});

// Whoever settles one after the other goes on with the next, or reads why it was not possible.
const refused = proposals.find((one) => one.querySelector("[role=alert]"));
(refused ?? proposals[0])?.focus({ preventScroll: !refused });
