// Parts of a page that are fetched when somebody wants them.

// Put what is at the address into the place, if it is still wanted then; whether it was to be had.
export async function insertFragment(address, place, isWanted = () => true) {
  place.setAttribute("aria-busy", "true");
  try {
    // Whoever has been signed out meanwhile would be sent to the form for signing in.
    const answer = await fetch(address, { redirect: "error" });
    if (!answer.ok) return false;
    // Not a document: that would drop the rows of a table.
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    if (isWanted()) place.replaceChildren(part.content);
    return true;
  } catch {
    return false; // Offline.
  } finally {
    place.removeAttribute("aria-busy");
  }
}

// <details data-fragment="its address">: it holds a link to a page of its own, which stays where
// the part can't be had. The event does not bubble.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.dataset?.fragment) insertFragment(target.dataset.fragment, target.querySelector(".fragment"));
}, true);
