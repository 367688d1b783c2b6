// A part of a page that is fetched when somebody opens it: <details data-fragment="its address">.
// It holds a link to a page of its own, which stays where the part can't be had.

async function fill(details) {
  const place = details.querySelector(".fragment");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(details.dataset.fragment);
    // Whoever has been signed out meanwhile is sent to the form for signing in.
    if (!answer.ok || answer.redirected) return;
    const range = document.createRange();
    place.replaceChildren(range.createContextualFragment(await answer.text()));
  } catch {
    // Offline: the link stays.
  } finally {
    place.removeAttribute("aria-busy");
  }
}

// It does not bubble.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (details.open && details.dataset?.fragment) fill(details);
}, true);
