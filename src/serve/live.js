// The preview in the browser: asks the server what has changed, brings the page up to date, and shows what is wrong.
//
// 1. ask     one long question at a time, and only while somebody can see the page
// 2. follow  reload, exchange style sheets, or refresh images
// 3. show    the panel of problems
//
// What the server tells of files is text that somebody wrote. It reaches the page as text, never as markup.
(function () {
  "use strict";

  const shown = document.currentScript.dataset; // The hashes of what stands here: page, styles, files.
  const place = "live " + location.pathname;
  // A page that was already missing when it was loaded says so itself.
  const missing = performance.getEntriesByType("navigation")[0]?.responseStatus === 404;

  let last = { problems: [], here: 0, elsewhere: 0, summary: "", gone: false, because: null, trouble: null };
  let epoch = ""; // The first question names none and is answered at once: the panel learns what to show.
  let waiting, retry, pause, failing, stopped;
  const coming = new Map(); // Each style sheet → the one that is being loaded in its place.

  const status = make("div", "live-status");
  const panel = make("section", "live-panel");
  const notices = make("div", "live-notices");
  const toggle = make("button", "live-toggle");
  const heading = make("h2", "live-heading", toggle);
  const list = make("div", "live-list");
  const written = new Map(); // What each part of the panel was made from, so that only news is made again.

  // Once the template is mended, the page is itself again.
  if (!shown.old && location.search === "?last=good") history.replaceState(null, "", location.pathname + location.hash);

  setUp();
  returnTo(recall(place));
  ask();


  // 1. Ask

  // A browser allows six connections to a host, over all its tabs: a page that nobody sees holds none.
  async function ask() {
    rest();
    if (document.hidden) return;
    const question = (waiting = new AbortController());
    // The server answers within 25 seconds. After a machine has slept, the connection may be dead without saying so.
    const limit = setTimeout(() => question.abort(), 40000);
    try {
      const query = new URLSearchParams({ epoch, at: location.pathname });
      const response = await fetch("/__live/wait?" + query, { cache: "no-store", signal: question.signal });
      if (!response.ok) throw new Error(response.statusText);
      const answer = await response.json();
      if (waiting === question) heard(answer);
    } catch {
      if (waiting === question) failed();
    } finally {
      clearTimeout(limit);
    }
  }

  function rest() {
    clearTimeout(retry);
    const question = waiting;
    waiting = null;
    question?.abort();
  }

  function heard(answer) {
    const nothingNew = answer.epoch === epoch;
    epoch = answer.epoch;
    pause = failing = stopped = undefined;
    last = answer;
    if (follow(answer)) return;
    show();
    // Where too many ask at once, the server answers at once, too: a question then waits a little.
    if (nothingNew) retry = setTimeout(ask, 1000);
    else ask();
  }

  function failed() {
    failing ??= Date.now();
    pause = Math.min(pause ? pause * 2 : 300, 3000);
    retry = setTimeout(ask, pause);
    if (Date.now() - failing < 2000) return;
    stopped = true;
    show();
  }


  // 2. Follow

  // Returns whether the page is on its way out.
  function follow(answer) {
    if (answer.page === shown.page) remember("live reload", null);
    // The text of a page that is gone stays: somebody may be reading it.
    else if ((!answer.gone || missing) && reload(answer.page)) return true;
    if (answer.styles !== shown.styles) exchangeStyles(answer.styles);
    if (answer.files !== shown.files) refreshImages(answer.files);
    Object.assign(shown, { styles: answer.styles, files: answer.files });
    return false;
  }

  // A page that a reload does not change is not reloaded again, so that it cannot flicker for ever.
  function reload(page) {
    const step = [place, shown.page, page].join(" ");
    if (recall("live reload") === step) return false;
    remember("live reload", step);
    const images = [...document.images].filter((image) => image.complete).map((image) => image.getAttribute("src"));
    const focus = { id: document.activeElement?.id, at: stops().indexOf(document.activeElement) };
    remember(place, { x: scrollX, y: scrollY, focus, list: list.scrollTop, images, last });
    location.reload();
    return true;
  }

  function returnTo(left) {
    if (!left) return;
    remember(place, null);
    last = left.last;
    show(); // At once, because the end of the page can only be scrolled to where there is room for the panel.
    list.scrollTop = left.list;
    (document.getElementById(left.focus.id) ?? stops()[left.focus.at])?.focus({ preventScroll: true });
    const back = () => scrollTo({ left: left.x, top: left.y, behavior: "instant" });
    back();
    // The images that were there and the letters of the page push the text to where it was, once they are there again.
    // Whoever scrolls meanwhile is left alone.
    const done = new AbortController();
    for (const hand of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      addEventListener(hand, () => done.abort(), { passive: true, signal: done.signal });
    }
    const images = [...document.images].filter((image) => left.images.includes(image.getAttribute("src")));
    for (const image of images) image.loading = "eager";
    Promise.allSettled([document.fonts.ready, ...images.map((image) => image.decode())]).then(() => {
      if (!done.signal.aborted) back();
      done.abort();
    });
  }

  function stops() {
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  }

  // The old sheet stays until the new one is there, so that the page is never without. Where an edit comes sooner than
  // the sheet of the edit before it, that sheet gives up its place.
  function exchangeStyles(version) {
    for (const old of document.querySelectorAll("link[rel~=stylesheet]")) {
      const address = versioned(old.href, version);
      if (!address || !old.isConnected) continue;
      coming.get(old)?.remove();
      const next = old.cloneNode();
      const settle = (loser) => {
        if (coming.get(old) !== next) return;
        coming.delete(old);
        loser.remove();
      };
      next.onload = () => settle(old);
      next.onerror = () => settle(next);
      next.href = address;
      coming.set(old, next);
      old.after(next);
    }
  }

  function refreshImages(version) {
    for (const image of document.querySelectorAll("img[src]")) {
      const address = versioned(image.src, version);
      if (address) image.src = address;
    }
  }

  // Returns an address with a version; nothing for what is not the handbook's own.
  function versioned(address, version) {
    const url = URL.canParse(address) && new URL(address);
    if (!url || url.origin !== location.origin || url.pathname.startsWith("/__live/")) return null;
    url.searchParams.set("v", version);
    return url.href;
  }


  // 3. Show

  function setUp() {
    status.setAttribute("role", "status");
    toggle.id = "live-toggle";
    toggle.setAttribute("aria-controls", "live-list");
    list.id = "live-list";
    list.tabIndex = 0; // It scrolls, so the keyboard must reach it.
    list.setAttribute("role", "group");
    list.setAttribute("aria-labelledby", "live-toggle");
    panel.append(notices, heading, list);
    document.body.append(make("div", "live-room"), status);

    toggle.addEventListener("click", () => choose(isOpen() ? "closed" : "open"));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || list.hidden) return;
      choose("closed");
      toggle.focus();
    });
    new ResizeObserver(makeRoom).observe(panel);

    document.addEventListener("visibilitychange", () => (document.hidden ? rest() : ask()));
    addEventListener("pageshow", (event) => event.persisted && ask());
    addEventListener("online", ask);
  }

  function show() {
    const { problems, summary } = last;
    const here = problems.filter((problem) => problem.here);
    const elsewhere = problems.filter((problem) => !problem.here);
    const worst = problems.some(isError) ? "error" : "warning";
    const counted = countOf(last.here, last.elsewhere);
    const more = last.here + last.elsewhere - problems.length;
    const notes = notesOf();

    write(notices, notes, () => notes.map(noticeOf));
    write(toggle, [counted, worst, summary], () => [
      make("span", "live-counted", symbolOf(worst), counted), " ", make("span", "live-summary", summary),
    ]);
    write(list, [problems, more], () => [
      ...group("On this page", here), ...group("Elsewhere", elsewhere),
      ...(more ? [make("p", "live-more", ...coded(`And ${more} more: \`handbook check\` names them all.`))] : []),
    ]);
    heading.hidden = !counted;
    panel.setAttribute("aria-label", counted ? "Problems" : "Preview");
    if (!counted && !notes.length) panel.remove();
    else if (!panel.isConnected) document.body.append(panel);
    openOrClose();
    announce([...notes.map((note) => note.text), counted || summary].join(" ").replaceAll("`", ""));
  }

  // Says what is news: not once more after a reload, and nothing while all is well.
  function announce(news) {
    const before = recall("live said");
    if (before === news || (!before && !panel.isConnected)) return;
    remember("live said", news);
    setTimeout(() => (status.textContent = news), 200); // A region is heard only if it was there before its text.
  }

  // What the person chose counts, until this page has an error that was not there then.
  function isOpen() {
    const chosen = recall("live panel");
    return chosen?.open || errorsHere().some((error) => !chosen?.seen.includes(error));
  }

  function choose(openOrClosed) {
    remember("live panel", { open: openOrClosed === "open", seen: errorsHere() });
    openOrClose();
  }

  function errorsHere() {
    return last.problems.filter((problem) => problem.here && isError(problem)).map(({ file, message }) => file + message);
  }

  function openOrClose() {
    const open = isOpen();
    toggle.setAttribute("aria-expanded", open);
    if (!open && list.contains(document.activeElement)) toggle.focus();
    list.hidden = !open || heading.hidden;
    makeRoom();
  }

  // The page ends above the panel, and what gets the focus is scrolled to above it.
  function makeRoom() {
    document.documentElement.style.setProperty("--live-room", panel.offsetHeight + "px");
  }

  function notesOf() {
    const notes = [];
    if (stopped) {
      const text = `The preview has stopped. To start it again, run \`handbook serve --port ${location.port}\`.`;
      notes.push({ text, strong: true });
    }
    if (last.trouble) notes.push({ text: sentence(last.trouble), strong: true });
    if (shown.old) {
      const text = "You see this page as it was before a mistake in its template. Changes are shown once it is mended.";
      notes.push({ text, strong: true });
    }
    if (last.gone && last.because) {
      const was = missing ? "" : " You see how it was.";
      notes.push({ text: `This page cannot be made: there is a mistake in \`${last.because}\`.${was}`, strong: true });
    } else if (last.gone && !missing && last.page !== shown.page) {
      const text = "This page is no longer in the handbook: it was moved, renamed or deleted. You see how it was.";
      notes.push({ text, strong: true, home: true });
    }
    return notes;
  }

  function noticeOf({ text, strong, home }) {
    const notice = make("p", strong ? "live-notice live-strong" : "live-notice", ...coded(text));
    if (home) {
      const link = make("a", "live-home", "Go to the home page");
      link.href = "/";
      notice.append(" ", link);
    }
    return notice;
  }

  function countOf(here, elsewhere) {
    if (here && elsewhere) return `${plural(here)} on this page, ${elsewhere} elsewhere`;
    if (here) return `${plural(here)} on this page`;
    return elsewhere ? `${plural(elsewhere)} elsewhere` : "";
  }

  function group(title, problems) {
    return problems.length ? [make("h3", "live-group", title), make("ul", "live-problems", ...problems.map(itemOf))] : [];
  }

  function itemOf(problem) {
    const { rule, message, file, line, excerpt, hints, related } = problem;
    const severity = isError(problem) ? "error" : "warning";
    const word = make("strong", "live-severity", symbolOf(severity), isError(problem) ? "Error:" : "Warning:");
    const item = make("li", `live-problem live-${severity}`, make("p", "live-message", word, " ", ...coded(message)));
    item.append(make("p", "live-place", placeOf(file, line)));
    if (excerpt) {
      const marked = make("mark", "live-mark", excerpt.marked);
      item.append(make("pre", "live-excerpt", make("code", "", excerpt.before, marked, excerpt.after)));
    }
    for (const hint of hints) item.append(make("p", "live-hint", "help: ", ...coded(hint)));
    for (const other of related) {
      item.append(make("p", "live-related", ...coded(other.message), ": ", placeOf(other.file, other.line)));
    }
    item.append(make("p", "live-rule", make("code", "", "handbook explain " + rule)));
    return item;
  }

  function isError(problem) {
    return problem.severity === "error";
  }

  function symbolOf(severity) {
    const symbol = make("span", `live-symbol live-${severity}`, severity === "error" ? "✕" : "△");
    symbol.setAttribute("aria-hidden", "true");
    return symbol;
  }

  function placeOf(file, line) {
    return line ? `${file}, line ${line}` : file;
  }

  function plural(problems) {
    return problems === 1 ? "1 problem" : `${problems} problems`;
  }

  function sentence(text) {
    return text.charAt(0).toUpperCase() + text.slice(1).replace(/([^.!?])$/, "$1.");
  }

  // Returns a text in pieces, with what stands in backticks as code.
  function coded(text) {
    return text.split("`").map((piece, index) => (index % 2 ? make("code", "live-code", piece) : piece));
  }

  function make(name, className, ...children) {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children); // A string becomes a text node, whatever it holds.
    return element;
  }

  // Fills a part of the panel, unless it shows just that: focus, selection and scroll stay where they are.
  function write(part, source, children) {
    const key = JSON.stringify(source);
    if (written.get(part) === key) return;
    written.set(part, key);
    const { scrollTop } = part;
    part.replaceChildren(...children());
    part.scrollTop = scrollTop;
  }

  // What outlives a reload, as long as the tab. A browser that keeps nothing still has a preview.
  function recall(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function remember(key, value) {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {}
  }
})();
