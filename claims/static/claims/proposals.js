// Proposals by keyboard: one has the focus; every key presses a control that is there.

import { listen } from "./keys.js";

const proposals = [...document.querySelectorAll(".proposal")];
const findCurrent = () => proposals.find((one) => one.contains(document.activeElement));

function move(step) {
  const here = proposals.indexOf(findCurrent());
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), proposals.length - 1);
  proposals[next]?.focus();
}

const COMMANDS = {
  "proposals.next": () => move(1),
  "proposals.previous": () => move(-1),
  "proposals.open": () => findCurrent()?.querySelector("a.open").click(),
};
const ARROWS = { ArrowDown: COMMANDS["proposals.next"], ArrowUp: COMMANDS["proposals.previous"] };

function findControl(command) {
  const button = findCurrent()?.querySelector(`button[data-command="${CSS.escape(command)}"]`);
  return button ? () => button.click() : COMMANDS[command];
}

listen(findControl, { findFixed: ({ key }) => ARROWS[key] });

// Whoever settles one after the other goes on with the next, or reads why it was not possible.
const refused = proposals.find((one) => one.querySelector("[role=alert]"));
(refused ?? proposals[0])?.focus({ preventScroll: !refused });
