// The field for somebody else's name, as a combobox over the project's speakers. Where nothing
// answers it stays what it was: a field in which one writes a name.

const WAIT = 150;

export function attachSpeakerSearch(form, { onChoose }) {
  const input = form.querySelector('input[name="other_name"][data-search-url]');
  if (!input) return;
  const list = form.querySelector("#speaker-options");
  const state = form.querySelector("#speaker-search-state");
  let found = [];
  let active = -1;
  let timer;
  let request;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function say(what, values = {}) {
    const text = state.dataset[what] ?? "";
    state.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  function forget() {
    clearTimeout(timer);
    request?.abort();
  }

  function close() {
    found = [];
    active = -1;
    list.replaceChildren();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function open(speakers) {
    close();
    found = speakers;
    list.append(...speakers.map(makeOption));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function makeOption(speaker, index) {
    const option = document.createElement("li");
    option.id = `${list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    name.textContent = speaker.name;
    const about = document.createElement("small");
    const parts = [speaker.kind_name, speaker.role, speaker.affiliation, ...speaker.other_names];
    for (const part of parts.filter(Boolean)) {
      const text = document.createElement("bdi");
      text.textContent = part;
      about.append(about.hasChildNodes() ? " · " : "", text);
    }
    option.append(name, " ", about);
    option.addEventListener("click", () => choose(speaker));
    return option;
  }

  function move(step) {
    const count = found.length;
    // From none: to the first by going down, to the last by going up.
    const next = active < 0 && step < 0 ? count - 1 : (active + step + count) % count;
    list.children[active]?.setAttribute("aria-selected", "false");
    active = next;
    const option = list.children[active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(speaker) {
    forget();
    close();
    input.value = "";
    say("chosen", { name: speaker.name });
    onChoose({ uuid: speaker.uuid, name: speaker.name, kind: speaker.kind });
  }

  async function search() {
    forget();
    const words = input.value.trim();
    if (!words) return;
    request = new AbortController();
    const { signal } = request;
    say("searching");
    try {
      const address = `${input.dataset.searchUrl}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const { speakers } = await answer.json();
      // Whoever went on meanwhile is shown no list.
      if (signal.aborted || document.activeElement !== input) return;
      if (speakers.length) open(speakers);
      say(speakers.length ? "found" : "none", { count: speakers.length });
    } catch {
      if (!signal.aborted) say("failed");
    }
  }

  function readKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "ArrowDown") return found.length ? () => move(1) : search;
    if (!found.length) return undefined;
    if (event.key === "ArrowUp") return () => move(-1);
    if (event.key === "Enter" && active >= 0) return () => choose(found[active]);
    if (event.key === "Escape") return () => { forget(); close(); say(""); };
    return undefined;
  }

  input.addEventListener("keydown", (event) => {
    const act = readKey(event);
    if (!act) return;
    event.preventDefault();
    // The desk has a meaning of its own for these.
    event.stopPropagation();
    act();
  });
  input.addEventListener("input", () => {
    forget();
    close();
    say("");
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("blur", () => { forget(); close(); });
  // The field keeps the focus while one clicks.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
