// What helps whoever reads a page: the contents follow, an address can be copied, the page printed; keys.
"use strict";

(() => {
  const { kept } = window.handbook;
  const main = document.querySelector("main");
  if (!main) return;

  /** Marks in the contents of a page where the reader is. Nothing moves for it. */
  const follow = () => {
    const links = [...document.querySelectorAll(".contents a[href^='#']")];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (!links.length || headings.includes(null)) return;
    const mark = () => {
      const line = window.innerHeight / 4;
      let at = headings.findLastIndex((heading) => heading.getBoundingClientRect().top <= line);
      // What stands at the end of a page never comes up to the line; whoever went there is there.
      const end = window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2;
      const wanted = links.findIndex((link) => link.hash === window.location.hash);
      if (end && wanted > at) at = wanted;
      links.forEach((link, index) => {
        if (index === at) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
    headings.forEach((heading) => watch.observe(heading));
    window.addEventListener("hashchange", mark);
    window.addEventListener("scrollend", mark);
  };

  /** Puts words on the clipboard. A page opened by double click may not ask for it: there the words are selected first. */
  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = words;
      field.className = "unseen";
      field.readOnly = true;
      const focused = document.activeElement;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      focused?.focus();
      return done;
    }
  };

  const buttons = () => {
    const where = "code.copy, .ways a, .facts a[href^='mailto:'], .facts a[href^='tel:']";
    const found = [...main.querySelectorAll(where)].filter((one) => !one.closest("table"));
    if (!found.length) return;
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    main.append(said);
    for (const one of found) {
      const words = one.textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy-this";
      // Many addresses are too long to be a name.
      const name = words.length > 60 ? "all addresses" : words;
      const show = (word) => {
        button.textContent = word;
        button.setAttribute("aria-label", `${word} ${name}`);
      };
      show("Copy");
      let back;
      button.addEventListener("click", async () => {
        const done = await copy(words);
        show(done ? "Copied" : "Not copied");
        said.textContent = done ? `Copied ${name}` : `Not copied. Select ${name} and copy it by hand.`;
        window.clearTimeout(back);
        back = window.setTimeout(() => {
          show("Copy");
          said.textContent = "";
        }, 4000);
      });
      const pair = document.createElement("span");
      pair.className = "with-copy";
      one.replaceWith(pair);
      pair.append(one, button);
    }
  };

  const print = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "print-this";
    button.textContent = "Print this page";
    button.addEventListener("click", () => window.print());
    main.prepend(button);
  };

  /**
   * `?` opens the page about keys. Keys that are pressed by themselves can be switched off there, for whoever speaks to
   * the computer; then no other script of the site hears of them either.
   */
  const keys = () => {
    const OFF = "handbook-keys-off";
    window.addEventListener("keydown", (event) => {
      const writes = event.target.closest?.("input, select, textarea, [contenteditable]");
      if (!["/", "?"].includes(event.key) || writes || event.ctrlKey || event.metaKey || event.altKey) return;
      if (kept((store) => store.getItem(OFF))) event.stopImmediatePropagation();
      else if (event.key === "?") document.querySelector(".keys-page")?.click();
    }, { capture: true });
    const choice = document.querySelector(".keys-choice");
    if (!choice) return;
    const box = choice.querySelector("input");
    box.checked = !kept((store) => store.getItem(OFF));
    box.addEventListener("change", () => kept((store) => (box.checked ? store.removeItem(OFF) : store.setItem(OFF, "off"))));
    choice.hidden = false;
  };

  follow();
  buttons();
  print();
  keys();
})();
