// Put into each page before its own scripts: what shifts, which keys are pressed, how long a key takes.
(() => {
  const PATIENCE = 120_000;
  const keys = [];
  const shifts = [];
  const isTyping = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select");

  addEventListener("keydown", (event) => {
    if (event.isTrusted) keys.push({ key: event.key, code: event.code, isTyping: isTyping(event.target) });
  }, { capture: true });

  const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });

  const readState = () => document.getElementById("saved")?.dataset.state;

  // What there is to wait for; each is told once before the key what it will find changed.
  const WAITS = {
    // Another claim stands in the panel, is marked in the article, and can be labelled.
    claim: () => {
      const before = document.getElementById("label-form").action;
      return () => {
        const form = document.getElementById("label-form");
        const shown = document.getElementById("claim-text").textContent.trim();
        const isMarked = document.getElementById("current")?.textContent.includes(shown);
        return form.action !== before && isMarked && !form.inert;
      };
    },
    saved: () => {
      let wasUnsaved = false;
      return () => {
        wasUnsaved ||= readState() !== "saved";
        return wasUnsaved && readState() === "saved";
      };
    },
    // The server has answered to a draft that was sent since.
    draft: () => {
      const since = performance.now();
      const isDraft = ({ name, startTime }) => name.endsWith("/draft/") && startTime > since;
      return () => performance.getEntriesByType("resource").some(isDraft);
    },
    // Nothing: what the keyboard and the screen alone take.
    frame: () => () => true,
  };

  window.probe = {
    result: undefined,

    // From the next press of that key until what is waited for has been painted: milliseconds.
    arm(wanted, code) {
      const isThere = WAITS[wanted]();
      this.result = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`No ${wanted} after ${code}.`)), PATIENCE);
        const start = (event) => {
          if (!event.isTrusted || event.code !== code) return;
          removeEventListener("keydown", start, { capture: true });
          const look = () => {
            // The frame after the one that has it: then it has been painted.
            if (isThere()) requestAnimationFrame(() => resolve(performance.now() - event.timeStamp));
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        };
        addEventListener("keydown", start, { capture: true });
      });
    },

    takeKeys: () => keys.splice(0),

    // How far things moved since the last call: all of it, and what no press of a key explains.
    takeShifts() {
      shifts.push(...observer.takeRecords());
      const sum = (some) => some.reduce((total, { value }) => total + value, 0);
      const taken = shifts.splice(0);
      return { all: sum(taken), unasked: sum(taken.filter(({ hadRecentInput }) => !hadRecentInput)) };
    },

    // Until nothing waits in the browser to be sent.
    waitUntilSent: () => new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("Labels are left in the browser.")), PATIENCE);
      const isSent = (key) => !key.includes("outbox:");
      const timer = setInterval(() => {
        if (!Object.keys(localStorage).every(isSent)) return;
        clearInterval(timer);
        resolve();
      }, 10);
    }),

    readTimes() {
      const [{ domContentLoadedEventStart }] = performance.getEntriesByType("navigation");
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      return { painted: paint?.startTime, ready: domContentLoadedEventStart };
    },
  };
})();
