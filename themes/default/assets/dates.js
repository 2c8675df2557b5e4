// What depends on the day follows the reader's, though the page was made on an earlier one: who is here, what is overdue,
// in which state a role is. The words are those that a page made today would have.
"use strict";

(() => {
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December"];

  /** A page that is older than this says so. */
  const STALE = 14;

  const built = document.body.dataset.built;
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const long = (iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day} ${MONTHS[month - 1]} ${year}`;
  };

  const made = (name, className, ...inside) => {
    const one = document.createElement(name);
    if (className) one.className = className;
    one.append(...inside);
    return one;
  };

  const state = (className, symbol, word) => {
    const mark = made("span", "symbol", symbol);
    mark.setAttribute("aria-hidden", "true");
    return made("span", `state ${className}`, mark, ` ${word}`);
  };

  const time = (iso) => Object.assign(made("time", "", long(iso)), { dateTime: iso });

  /** Returns two days, the second of them included; an empty one is open. */
  const span = (text) => {
    const [from = "", until = ""] = (text ?? "").split("/");
    return { from, until };
  };

  const each = (selector, use) => document.querySelectorAll(selector).forEach(use);

  /** What is shown on some days only: the page has it for the days to come too, in their words. */
  const dated = (piece, day) => {
    const { from, until } = span(piece.dataset.on);
    if (from > day || (until && until < day)) piece.remove();
    else piece.hidden = false;
  };

  /** A list that may have nothing on a day, and the words that then stand for it. */
  const orElse = (list) => {
    list.hidden = list.children.length === 0;
    list.nextElementSibling.hidden = !list.hidden;
  };

  each("[data-on]", (piece) => dated(piece, today > built ? today : built));
  each("[data-else]", orElse);

  // A clock that is behind the page is wrong, or the page was made for a day to come.
  if (!built || today <= built) return;

  /** Says why somebody does not count today; nothing where they do. */
  const whyNot = ({ works, held, away }) => {
    const [at, holds] = [span(works), span(held)];
    if (at.until && at.until < today) return `left on ${long(at.until)}`;
    if (holds.until && holds.until < today) return `until ${long(holds.until)}`;
    if (at.from > today) return `starts on ${long(at.from)}`;
    if (holds.from > today) return `from ${long(holds.from)}`;
    const leave = (away ?? "").split(" ").map(span).find(({ from, until }) => from && from <= today && today <= until);
    return leave ? `away until ${long(leave.until)}` : "";
  };

  const holds = ({ held }) => {
    const { from, until } = span(held);
    return [from && `since ${long(from)}`, until && `until ${long(until)}`].filter(Boolean).join(", ");
  };

  /** Somebody named among others, with what is to be known of them in brackets. */
  const named = (person) => {
    const why = whyNot(person.dataset);
    const words = why || ("brief" in person.dataset ? "" : holds(person.dataset));
    person.classList.toggle("absent", Boolean(why));
    person.querySelector(".note")?.remove();
    if (words) person.append(" ", made("span", "note", `(${words})`));
  };

  /** Says as what somebody is named, and why they do not count today. */
  const told = (one, where) => {
    const why = whyNot(one.dataset);
    const words = why ? `${one.dataset.part}, ${why}` : one.dataset.part;
    for (const place of one.querySelectorAll(where)) place.textContent = words;
    return words;
  };

  /** Somebody in a list under a thing, and in a cell of a table of things by people. */
  const listed = (person) => {
    person.classList.toggle("absent", Boolean(whyNot(person.dataset)));
    told(person, ":scope > .quiet");
  };
  const marked = (cell) => {
    const { mark } = cell.dataset;
    const why = whyNot(cell.dataset);
    cell.classList.toggle("absent", Boolean(why));
    cell.firstElementChild.textContent = why ? `(${mark.split(" ").at(-1)})` : mark;
    cell.title = told(cell, ".unseen");
  };

  /** Somebody to turn to: the part they have, and why they are not here. */
  const reached = (line) => {
    const why = whyNot(line.dataset);
    told(line, ":scope > .quiet");
    const list = line.parentElement;
    if (!("today" in list.dataset)) return;
    line.hidden = Boolean(why);
    const nobody = ![...list.children].some((one) => !one.hidden);
    list.hidden = nobody;
    if (list.nextElementSibling) list.nextElementSibling.hidden = !nobody;
  };

  /** Whether a person is in, on their page and in the list of all. */
  const present = (place) => {
    const why = whyNot(place.dataset);
    const last = span(place.dataset.works).until;
    place.classList.toggle("absent", Boolean(why));
    const here = last ? `, last day ${long(last)}` : "";
    if (place.tagName === "TD") place.textContent = why || `here${here}`;
    else place.textContent = why ? `Not in today: ${why}` : `In today${here}`;
  };

  /** A review or a piece of work whose day has come and gone. */
  const due = (place) => {
    if (place.dataset.due >= today || place.querySelector(".overdue")) return;
    const mark = state("overdue", "!", "overdue");
    if (place.tagName === "DD") place.prepend(mark, " ");
    else place.querySelector("time").after(" ", mark);
  };

  const reviewed = (article) => {
    const day = article.dataset.review;
    if (day >= today) return;
    const warning = made("div", "alert warning", made("p", "alert-word", "Review overdue"),
      made("p", "", "This page should have been reviewed by ", time(day), ". Check with its owner where it matters."));
    warning.setAttribute("role", "note");
    [...article.querySelectorAll(":scope > .head, :scope > .alert")].at(-1).after(warning);
  };

  each(".person[data-works]:not([data-part])", named);
  each(".person[data-part]", listed);
  each(".cell[data-mark]", marked);
  each(".reach > [data-works], [data-today] > [data-works]", reached);
  each(".presence[data-works], td[data-works]", present);
  each("[data-due]", due);
  each("article[data-review]", reviewed);
  each("time[data-today]", (place) => place.replaceWith(time(today)));

  const asOf = document.querySelector(".as-of");
  asOf?.replaceChildren("As known on ", time(built), "; days are counted to today, ", time(today), ".");

  const age = Math.round((Date.parse(today) - Date.parse(built)) / 86_400_000);
  if (age >= STALE) {
    const note = made("p", "stale", "This handbook was last built on ", time(built),
      `, ${age} days ago. What was written since then is not in it.`);
    note.setAttribute("role", "note");
    document.querySelector("main")?.prepend(note);
  }
})();
