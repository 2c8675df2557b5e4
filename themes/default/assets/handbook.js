// What every page does with a script: the reader's choice of colours, and what the other scripts share.
"use strict";

(() => {
  const KEY = "handbook-look";

  /** Returns what this browser keeps, where it keeps anything: not in a private window, nor where a rule forbids it. */
  const kept = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null;
    }
  };

  window.handbook = { kept };

  const show = (look) => {
    if (look === "light" || look === "dark") document.documentElement.dataset.look = look;
    else delete document.documentElement.dataset.look;
  };

  const look = kept((store) => store.getItem(KEY)) ?? "";
  show(look);
  const label = document.querySelector(".look");
  if (!label) return;
  const choice = label.querySelector("select");
  choice.value = look;
  choice.addEventListener("change", () => {
    show(choice.value);
    kept((store) => store.setItem(KEY, choice.value));
  });
  label.hidden = false;
})();
