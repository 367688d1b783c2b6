// “My labels” by keyboard: through the rows, into their history, and one step back.
import "./fragments.js";
import { listen } from "./keys.js";

const list = document.getElementById("labels");
const rows = list ? [...list.querySelectorAll("[data-row]")] : [];
const linkOf = (row) => row.querySelector(".row-link");
// Where one was, for the page that comes back after a step was taken back.
const PLACE = "labels-row";

// One row takes part in the order of Tab; the arrows choose which.
function choose(row) {
  for (const other of rows) {
    const index = other === row ? 0 : -1;
    other.querySelectorAll(".row-link, summary").forEach((part) => { part.tabIndex = index; });
  }
}

function moveTo(index) {
  const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
  choose(row);
  linkOf(row).focus();
}

function showHistory(row, isOpen) {
  const history = row.querySelector("details");
  if (history) history.open = isOpen;
}

const findPlace = (target) => rows.findIndex((row) => row.contains(target));

// As in every list; and only within it.
function findMove(event) {
  const here = findPlace(event.target);
  if (here < 0) return undefined;
  const moves = {
    ArrowDown: () => moveTo(here + 1),
    ArrowUp: () => moveTo(here - 1),
    Home: () => moveTo(0),
    End: () => moveTo(rows.length - 1),
    ArrowRight: () => showHistory(rows[here], true),
    ArrowLeft: () => showHistory(rows[here], false),
  };
  return moves[event.key];
}

function takeBack(here) {
  const form = document.getElementById("undo-last");
  if (!form) return;
  if (here >= 0) sessionStorage.setItem(PLACE, here);
  form.requestSubmit();
}

function findCommand(command, event) {
  const here = findPlace(event.target);
  if (command === "undo") return () => takeBack(here);
  const steps = { "labels.next": 1, "labels.previous": -1 };
  return here < 0 ? undefined : () => moveTo(here + steps[command]);
}

listen(findCommand, { findFixed: findMove, isFixedNeverOff: true });

list?.addEventListener("focusin", (event) => choose(event.target.closest("[data-row]")));
document.querySelectorAll(".needs-script").forEach((element) => { element.hidden = false; });

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (rows.length && place !== null) moveTo(Number(place));
else if (rows.length) choose(rows[0]);
