// While a job goes on, its part of the page is fetched again every two seconds; when it is over, the
// page. Without a script the page's own link does that.
import { insertFragment } from "./fragments.js";

const place = document.querySelector("[data-job]");
const goesOn = () => place.querySelector("[data-unfinished]") !== null;
if (place && goesOn()) {
  while (goesOn()) {
    await new Promise((done) => setTimeout(done, 2000));
    // Whoever looks elsewhere asks for nothing.
    if (!document.hidden) await insertFragment(place.dataset.job, place);
  }
  location.reload();
}
