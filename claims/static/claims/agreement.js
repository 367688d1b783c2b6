// Agreement takes seconds to measure: the page stands, and its parts come one after another, so that
// a server measures one at a time. Where one can't be had, its link stays.
import { insertFragment } from "./fragments.js";

for (const place of document.querySelectorAll("[data-part]")) {
  await insertFragment(place.dataset.part, place);
}
