// Tables: what they hold for a spreadsheet; where they are long, a field that leaves the rows with certain words, headings
// that sort, and headings that stay in sight.
"use strict";

(() => {
  /** A shorter table is seen at a glance. */
  const LONG = 8;

  /** Days and numbers are compared as such, a state by how much it presses, everything else as words. */
  const PRESSING = ["overdue", "gap", "thin", "accepted", "withheld", "over", "covered"];
  const words = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });

  const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

  /** Returns what a cell is sorted by: nothing for an empty one. */
  const worth = (cell) => {
    const time = cell?.querySelector("time[datetime]");
    if (time) return time.getAttribute("datetime");
    const text = plain(cell?.textContent ?? "");
    if (!text) return null;
    if (cell.classList.contains("number")) {
      const number = Number.parseFloat(text);
      return Number.isNaN(number) ? text : number;
    }
    const state = cell.querySelector(".state");
    const rank = state ? PRESSING.findIndex((name) => state.classList.contains(name)) : -1;
    return rank < 0 ? text : rank;
  };

  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)));

  /** Makes the headings of a table sort it, the first time upwards, then the other way. What is empty stays at the end. */
  const sortable = (table) => {
    const [row, ...more] = table.tHead.rows;
    const body = table.tBodies[0];
    if (more.length || [...row.cells].some((cell) => cell.colSpan > 1 || cell.querySelector("a, svg"))) return;
    [...row.cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sorts";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const other of row.cells) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => ({ row, worth: worth(row.cells[column]) }));
        rows.sort((a, b) => {
          if (a.worth === null || b.worth === null) return (a.worth === null) - (b.worth === null);
          return down ? compare(b.worth, a.worth) : compare(a.worth, b.worth);
        });
        body.append(...rows.map(({ row }) => row));
      });
    });
    const hint = document.createElement("span");
    hint.className = "sort-hint";
    hint.textContent = " The headings are buttons that sort.";
    table.caption?.append(hint);
  };

  /** Puts a field above a table that leaves the rows with all of its words, and says how many these are. */
  const filterable = (region, table, number) => {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => plain(row.textContent));
    const bar = document.createElement("div");
    bar.className = region.classList.contains("wide") ? "filter wide" : "filter";
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    field.type = "search";
    field.id = `filter--${number}`;
    field.autocomplete = "off";
    count.htmlFor = field.id;
    label.append("Show only rows with ", field);
    label.htmlFor = field.id;
    const named = region.getAttribute("aria-label");
    if (named) field.setAttribute("aria-description", named);
    bar.append(label, count);
    region.before(bar);
    let told;
    field.addEventListener("input", () => {
      const wanted = plain(field.value).split(" ").filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !wanted.every((word) => texts[index].includes(word));
        if (!row.hidden) shown += 1;
      });
      // Said once the reader stops, so that a reader of screens is not told of every letter.
      window.clearTimeout(told);
      told = window.setTimeout(() => {
        count.value = !wanted.length ? "" : shown ? `${shown} of ${rows.length} rows` : "No row has these words.";
      }, 250);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      field.value = "";
      field.dispatchEvent(new Event("input"));
    });
  };

  /** Lets the headings stay at the top while a table is scrolled by, where it needs no scrolling of its own sideways. */
  const sticking = (region, table) => {
    const root = document.documentElement;
    const look = () => {
      region.classList.remove("stuck");
      region.classList.toggle("stuck", region.scrollWidth <= region.clientWidth);
      const heights = [...document.querySelectorAll(".stuck thead")].map((head) => head.offsetHeight);
      root.style.setProperty("--stuck", `${Math.max(0, ...heights)}px`);
    };
    new ResizeObserver(look).observe(region);
    look();
  };

  /** What stands on lines of its own, and a state before what explains it. */
  const LINES = "br, dd, div, dl, dt, li, ol, p, ul, .state";

  /** Returns what stands in a part of a cell, without marks that only repeat a word. */
  const said = (part) => [...part.childNodes].map((node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (!(node instanceof HTMLElement) || node.hidden || node.getAttribute("aria-hidden") === "true") return "";
    return node.matches(LINES) ? `\n${said(node)}\n` : said(node);
  }).join("");

  const quoted = (cell) => {
    const lines = said(cell).split("\n").map((line) => line.trim()).filter(Boolean);
    return `"${lines.join("; ").replaceAll('"', '""')}"`;
  };

  /** Puts a button beside a table's caption that saves the rows that are to be seen. */
  const savable = (table, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "save-this";
    button.textContent = "Save as CSV";
    table.caption.append(" ", button);
    button.addEventListener("click", () => {
      const rows = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(quoted).join(","));
      // By the mark at its beginning a spreadsheet knows how the letters of a file are written.
      const file = new Blob(["\ufeff", ...rows.map((row) => `${row}\r\n`)], { type: "text/csv" });
      const name = plain(document.querySelector("main h1").textContent).replace(/[^a-z0-9]+/g, "-");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = `${name}${number ? `-${number + 1}` : ""}.csv`;
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    });
  };

  document.querySelectorAll(".table > table").forEach((table, number) => {
    const region = table.parentElement;
    if (!table.tHead || table.tBodies.length !== 1 || table.tBodies[0].rows.length < LONG) return;
    if (table.classList.contains("month")) return;
    sortable(table);
    filterable(region, table, number + 1);
    if (!table.classList.contains("matrix")) sticking(region, table);
  });
  document.querySelectorAll(".table > table").forEach(savable);
})();
