// The search: the field at the head of every page, and the page with all results. What it looks through comes as scripts
// of its own, loaded when they are needed, so that it works in a folder that was opened by double click.
"use strict";

(() => {
  const { kept } = window.handbook;
  const form = document.querySelector("form.search");
  const field = form?.querySelector("input");
  if (!field) return;

  const top = new URL("../", document.currentScript.src);
  /** So many results are in the list below the field, and so many of them are shown before the others are there. */
  const FEW = 8;
  const FIRST = 2;
  /** At most so many are on the page with all. */
  const MANY = 100;

  // 1. Files: each hands its data over by calling `handbookSearch`.

  /** What takes the data of a script that is being loaded, by its element; and what was loaded, by its address. */
  const waiting = new Map();
  const loaded = new Map();

  window.handbookSearch = (what, number, made, data) => waiting.get(document.currentScript)?.({ made, data });

  /** Loads a file once; comes to nothing where it is not there. What follows its address passes by what a browser kept. */
  const load = (name, version) => {
    const address = new URL(`search/${name}.js${version && `?${version}`}`, top).href;
    if (!loaded.has(address)) {
      loaded.set(address, new Promise((resolve) => {
        const script = document.createElement("script");
        const done = (value) => {
          waiting.delete(script);
          script.remove();
          resolve(value);
        };
        waiting.set(script, done);
        script.onload = script.onerror = () => done(null);
        script.src = address;
        document.head.append(script);
      }));
    }
    return loaded.get(address);
  };

  /** The map that counts, the promise of it, and what makes its address another one where it must be loaded again. */
  let [current, coming, again] = [null, null, ""];

  /** Thrown where a file is not the one that a map names: the handbook changed in between. */
  class Renewed extends Error {}

  const words = async (known, what, number) => {
    const stamp = known.stamps[what][number];
    const file = await load(`${what}-${number}`, stamp);
    if (file && file.made !== stamp) {
      // Another query may have found that out before.
      if (current === known) [current, coming, again] = [null, null, String(Date.now())];
      throw new Renewed();
    }
    return file?.data ?? [];
  };

  const map = () => (coming ??= mapped());

  const mapped = async () => {
    const file = await load("map", again);
    if (!file) return null;
    const starts = numbers(file.data.starts);
    // Each thing's file, and its place there.
    const places = [];
    let [number, inside, held] = [0, 0, 0];
    starts.forEach((start, at) => {
      places.push([number, inside++]);
      held += (starts[at + 1] ?? file.data.units) - start;
      if (held >= file.data.perFile) [number, inside, held] = [number + 1, 0, 0];
    });
    const owner = new Uint32Array(file.data.units);
    starts.forEach((start, at) => owner.fill(at, start, starts[at + 1] ?? file.data.units));
    const { words, spelling } = file.data.stamps;
    const stamps = { words: words.split(" "), spelling: spelling.split(" ") };
    const { made } = file;
    current = { ...file.data, made, stamps, stop: new Set(file.data.stop), starts, places, owner, lists: new Map() };
    return current;
  };

  const LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*~";
  const value = new Uint8Array(128);
  for (let at = 0; at < 64; at++) value[LETTERS.charCodeAt(at)] = at;

  /** Reads ascending numbers: their distances in a Golomb-Rice code, six bits to a letter. */
  const numbers = (text) => {
    const low = value[text.charCodeAt(0)];
    const all = new Uint32Array(Math.ceil((6 * text.length) / (low + 1)));
    // The bits that were read and not used yet, and how many they are.
    let [bits, left, at, count, next] = [0, 0, 1, 0, 0];
    for (;;) {
      let high = 0;
      while (bits === 0) {
        high += left;
        if (at >= text.length) return all.subarray(0, count);
        [bits, left] = [value[text.charCodeAt(at++)], 6];
      }
      const zeros = Math.clz32(bits) - (32 - left);
      left -= zeros + 1;
      bits &= (1 << left) - 1;
      for (; left < low; left += 6) bits = (bits << 6) | value[text.charCodeAt(at++)];
      left -= low;
      next += ((high + zeros) << low) + (bits >> left);
      bits &= (1 << left) - 1;
      all[count++] = next++;
    }
  };

  // 2. Words, as the files hold them.

  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ" };
  const WORD = /[\p{Alphabetic}\p{N}\p{M}'’]+/gu;

  const plain = (word) =>
    word.normalize("NFD").replace(/[\p{M}'’]/gu, "").toLowerCase().replace(/[ßæœþøłđðıς]/g, (letter) => PLAIN[letter]);

  const singular = (word) => {
    if (word.length < 4 || !/^[a-z]+s$/.test(word)) return word;
    if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
    if (/(sses|xes|ches|shes|zes)$/.test(word)) return word.slice(0, -2);
    return /(ss|us|is)$/.test(word) ? word : word.slice(0, -1);
  };

  const cut = (text) => (text.match(WORD) ?? []).map(plain).filter(Boolean);

  /** How many letters one must change to come from one word to the other, at most `most`; two that swapped count once. */
  const distance = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let [above, before] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
    for (let row = 1; row <= one.length; row++) {
      const now = [row];
      let least = row;
      for (let at = 1; at <= other.length; at++) {
        const same = one[row - 1] === other[at - 1];
        let cost = Math.min(before[at] + 1, now[at - 1] + 1, before[at - 1] + (same ? 0 : 1));
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
          cost = Math.min(cost, above[at - 2] + 1);
        }
        now.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      [above, before] = [before, now];
    }
    return before[other.length];
  };

  /** Returns one bit for each letter that a word has. */
  const letters = (word) => {
    let bits = 0;
    for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) % 32);
    return bits;
  };

  const bitsIn = (bits) => {
    let count = 0;
    for (let rest = bits; rest; rest &= rest - 1) count++;
    return count;
  };

  /** Returns the number of the last stretch that starts at or before a word. */
  const stretch = (firsts, word) => {
    let [from, to] = [0, firsts.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (firsts[middle] <= word) from = middle;
      else to = middle - 1;
    }
    return from;
  };

  /** Returns the words of a file, with where they stand. */
  const wordList = async (known, number) => {
    const data = await words(known, "words", number);
    const { lists } = known;
    if (!lists.has(number)) {
      const list = [];
      for (let at = 0; at < data.length; at += 2) list.push({ word: data[at], places: data[at + 1], lists: null });
      lists.set(number, list);
    }
    return lists.get(number);
  };

  /** Returns where a word stands: a list for each thing that it can be there. */
  const listsOf = (entry) => {
    entry.lists ??= entry.places.split(" ").map((list) => ({ class: Number(list[0]), text: list.slice(1), units: null }));
    return entry.lists;
  };

  const unitsOf = (list) => (list.units ??= numbers(list.text));

  /** Up to this a word is part of a name or a heading. */
  const NAMES = 5;

  /** At most so many files of words are looked at for one word of a query, and so many words of them; for one letter, fewer. */
  const FILES = [1, 3];
  const ENDINGS = [20, 60];

  /** Returns the words that start with the letters of a word, each with how well it fits. */
  const starting = async (known, typed) => {
    const fitting = new Map();
    const one = singular(typed);
    const more = Number(one.length > 1);
    const stem = typed.length > 5 ? typed.replace(/(ing|ed|er|ly|ation|ment)$/, "") : typed;
    const fit = (word) => {
      if (word === one || word === typed) return 1;
      if (word.startsWith(typed) || word.startsWith(one)) return 0.8 - 0.3 * (1 - one.length / word.length);
      return stem.length > 3 && word.startsWith(stem) ? 0.4 : 0;
    };
    const shortest = [stem, one, typed].sort((a, b) => a.length - b.length)[0];
    const start = stem.length > 3 ? shortest : one;
    const numbersOf = new Set([stretch(known.words, one)]);
    for (let at = stretch(known.words, start); at <= stretch(known.words, `${start}\uffff`); at++) {
      if (numbersOf.size < FILES[more]) numbersOf.add(at);
    }
    for (const list of await Promise.all([...numbersOf].map((number) => wordList(known, number)))) {
      for (const entry of list) {
        const quality = entry.word[0] === one[0] ? fit(entry.word) : 0;
        if (quality > 0) fitting.set(entry.word, { entry, quality });
      }
    }
    return [...fitting.values()].sort((a, b) => b.quality - a.quality).slice(0, ENDINGS[more]);
  };

  /** Tells whether a word is no slip: it starts a word that names something, or one that stands in several places. */
  const isSure = ({ entry, quality }) => {
    if (quality < 0.45) return false;
    const lists = listsOf(entry);
    return lists.some((list) => list.class <= NAMES) || lists.reduce((sum, list) => sum + unitsOf(list).length, 0) > 2;
  };

  /** What a slip at the first letter costs. */
  const FIRST_LETTER = 0.5;

  /** Returns the words that start with a letter and are near to another word, each with how far it is. */
  const near = async (known, one, most, letter) => {
    const [from, to] = [letter, `${letter}\uffff`].map((word) => stretch(known.spelling, word));
    const files = Array.from({ length: to - from + 1 }, (_, at) => words(known, "spelling", from + at));
    const [found, own] = [[], letters(one)];
    for (const list of await Promise.all(files)) {
      for (let at = 0; at < list.length; at += 2) {
        const word = list[at];
        if (word[0] !== letter || word.length < one.length - most || word === one) continue;
        // Each letter that a word lacks must have been changed; few words are left to be compared in full.
        if (bitsIn(own & ~letters(word)) > most) continue;
        // The word may not be typed to its end.
        const whole = distance(one, word, most);
        const begun = word.length > one.length + 1 ? distance(one, word.slice(0, one.length), most) + 0.6 : most + 1;
        const far = Math.min(whole, begun);
        if (far > most) continue;
        found.push({ word, far: far - Number(list[at + 1]) / 100 + (letter === one[0] ? 0 : FIRST_LETTER) });
      }
    }
    return found;
  };

  /** Returns the words that somebody may have meant who mistyped one. */
  const meant = async (known, typed) => {
    const one = singular(typed);
    const most = one.length < 4 ? 0 : one.length < 8 ? 1 : 2;
    if (!most) return [];
    const all = await near(known, one, most, one[0]);
    // Whoever changed the first two letters over meant a word that starts with the second.
    if (one[1] !== one[0] && !all.some(({ far }) => far < 1 + FIRST_LETTER)) all.push(...(await near(known, one, most, one[1])));
    all.sort((a, b) => a.far - b.far);
    const best = all.filter(({ far }) => far < all[0].far + 0.6).slice(0, 2);
    const found = await Promise.all(best.map(async ({ word, far }) => {
      const entry = (await wordList(known, stretch(known.words, word))).find((entry) => entry.word === word);
      return entry && { entry, quality: 0.6 - 0.1 * far };
    }));
    return found.filter(Boolean);
  };

  // 3. Ranking.

  /** What a word is worth by what it is where it stands: of a title of one, two, three, more words; another name; … */
  const WORTH = [40, 32, 27, 23, 24, 12, 5, 3];

  /** Returns what is found by a query, at most so many of it, the best first, what counts all of it, and the words to mark. */
  const find = async (query, most) => {
    const known = await map();
    if (!known) return { results: [], count: () => 0, marks: new Set() };
    const all = cut(query);
    const telling = all.filter((word) => !known.stop.has(word));
    const wanted = [...new Set(telling.length ? telling : all)].slice(0, 8);
    const marks = new Set();
    const found = await Promise.all(wanted.map(async (word) => {
      const starts = await starting(known, word);
      const fits = starts.some(isSure) ? starts : [...starts, ...(await meant(known, word))];
      fits.forEach(({ entry }) => marks.add(entry.word));
      return fits;
    }));
    return { known, ...(found.length === 1 ? rankOne(known, found[0], most) : rank(known, found, most)), marks };
  };

  /**
   * Returns the best things for a query of one word, given the words that fit it: the same as `rank` does. The lists that are
   * worth most are read first, and the others only when somebody counts.
   */
  const rankOne = ({ owner, starts }, fits, most) => {
    const lists = new Map();
    for (const { entry, quality } of fits) {
      for (const list of listsOf(entry)) {
        // As exact as the numbers are there.
        const points = Math.fround(WORTH[list.class] * quality);
        lists.set(points, [...(lists.get(points) ?? []), list]);
      }
    }
    const results = new Map();
    for (const points of [...lists.keys()].sort((a, b) => b - a)) {
      const better = [];
      for (const list of lists.get(points)) {
        const more = new Set();
        for (const unit of unitsOf(list)) {
          const thing = owner[unit];
          if (results.has(thing) || more.has(thing)) continue;
          if (results.size + more.size >= most) break;
          more.add(thing);
          // A name is that of the whole thing.
          better.push(list.class < NAMES ? starts[thing] : unit);
        }
      }
      for (const unit of better.sort((a, b) => a - b)) {
        const thing = owner[unit];
        if (results.size < most && !results.has(thing)) results.set(thing, { thing, section: unit - starts[thing] });
      }
      if (results.size >= most) break;
    }
    const count = () => {
      const met = new Uint8Array(starts.length);
      for (const { entry } of fits) {
        for (const list of listsOf(entry)) unitsOf(list).forEach((unit) => (met[owner[unit]] = 1));
      }
      return met.reduce((sum, one) => sum + one, 0);
    };
    return { results: [...results.values()], count };
  };

  /** Returns the best things for a query of several words, given the words that fit each of them, and what counts all. */
  const rank = (known, found, most) => {
    const { owner, starts } = known;
    const units = owner.length;
    const end = (thing) => starts[thing + 1] ?? units;
    // By unit: how many words of the query are there, and what they are worth. By thing: how many are anywhere in it.
    const [here, worth, around] = [new Uint8Array(units), new Float32Array(units), new Uint8Array(starts.length)];
    for (const fits of found) {
      const [best, named] = [new Float32Array(units), new Float32Array(starts.length)];
      const met = new Uint8Array(starts.length);
      let count = 0;
      for (const { entry, quality } of fits) {
        for (const list of listsOf(entry)) {
          const places = unitsOf(list);
          const points = WORTH[list.class] * quality;
          for (let at = 0; at < places.length; at++) {
            const unit = places[at];
            const thing = owner[unit];
            met[thing] = 1;
            if (!best[unit]) count++;
            if (points > best[unit]) best[unit] = points;
            if (list.class < NAMES && points > named[thing]) named[thing] = points;
          }
        }
      }
      const rare = 1 + Math.log(units / Math.max(1, count)) / Math.log(units + 2);
      for (let thing = 0; thing < starts.length; thing++) {
        if (!met[thing]) continue;
        around[thing]++;
        for (let unit = starts[thing], last = end(thing); unit < last; unit++) {
          const points = Math.max(best[unit], named[thing]);
          if (points) {
            here[unit]++;
            worth[unit] += points * rare;
          }
        }
      }
    }
    // A thing that has all words in one section is before one that has them anywhere; others count where there is none.
    const [things, sections] = [[[], [], []], new Uint32Array(starts.length)];
    const points = new Float64Array(starts.length);
    for (let thing = 0; thing < starts.length; thing++) {
      if (!around[thing]) continue;
      const first = starts[thing];
      let best = first;
      // A section is shown only where it says more than the title does.
      for (let unit = first + 1, last = end(thing); unit < last; unit++) {
        if (here[unit] > here[best] || (here[unit] === here[best] && worth[unit] > worth[best])) best = unit;
      }
      const level = here[best] === found.length ? 2 : around[thing] === found.length ? 1 : 0;
      things[level].push(thing);
      sections[thing] = best - first;
      points[thing] = level * 1000 + (level ? 0 : 100 * around[thing]) + worth[best];
    }
    const [some, anywhere, together] = things;
    const whole = [...together, ...anywhere];
    const all = whole.length ? whole : some;
    const results = foremost(all, points, most).map((thing) => ({ thing, section: sections[thing] }));
    return { results, count: () => all.length };
  };

  /** Returns those things that have the most points, at most so many, the best first. Sorting all would take longer. */
  const foremost = (things, points, most) => {
    const sorted = Float64Array.from(things, (thing) => points[thing]).sort();
    const least = sorted[Math.max(0, things.length - most)];
    const better = things.filter((thing) => points[thing] > least);
    const equal = things.filter((thing) => points[thing] === least).sort((a, b) => a - b);
    better.sort((a, b) => points[b] - points[a] || a - b);
    return [...better, ...equal.slice(0, most - better.length)];
  };

  /** Fills in what the list shows of some results. */
  const shown = (known, results) =>
    Promise.all(results.map(async ({ thing, section }) => {
      const [file, place] = known.places[thing];
      const list = (await load(`shown-${file}`, known.made))?.data ?? [];
      let route = "";
      for (let at = 0; at <= place && at < list.length; at++) route = route.slice(0, list[at][1]) + list[at][2];
      const [kind, , , title, first, sections = ""] = list[place] ?? [0, 0, "", "", ""];
      const [above, line] = section ? sections.split("\n").slice(2 * section - 2, 2 * section) : ["", first];
      const [heading, id] = above.split("\t");
      const plainId = heading.split(/[^A-Za-z0-9]+/).filter(Boolean).join("-").toLowerCase();
      const fragment = section ? `#${id ?? plainId}` : "";
      return { kind: known.kinds[kind], group: known.groups[kind], title, heading, line, href: new URL(route + fragment, top).href };
    }));

  /** Asks again where the handbook changed in between, as it may once more. */
  const ask = async (query, most) => {
    for (let left = 3; ; left--) {
      try {
        return await find(query, most);
      } catch (error) {
        if (!(error instanceof Renewed) || !left) throw error;
      }
    }
  };

  // 4. What is shown.

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /** Returns a text with the words marked that were looked for. */
  const marked = (text, marks) => {
    const parts = [];
    let last = 0;
    for (const match of text.matchAll(WORD)) {
      if (!marks.has(singular(plain(match[0])))) continue;
      parts.push(text.slice(last, match.index), element("mark", {}, match[0]));
      last = match.index + match[0].length;
    }
    return [...parts, text.slice(last)].filter((part) => part !== "");
  };

  /** Kinds of which the line is the beginning of a text. */
  const TEXTS = ["procedure", "guide", "section"];

  /** Returns the sign that a line is only a beginning. */
  const goesOn = ({ kind, line }) => (TEXTS.includes(kind) && /[\p{L}\p{N},;–-]$/u.test(line) ? ["…"] : []);

  /** Returns the lines that tell of a result: its name, what it is, and its first words. */
  const lines = (result, marks) => {
    const name = element("span", { className: "name" }, ...marked(result.title, marks));
    if (result.heading) name.append(" › ", ...marked(result.heading, marks));
    const all = [name, " ", element("span", { className: "kind" }, result.kind)];
    const line = [...marked(result.line, marks), ...goesOn(result)];
    if (result.line) all.push(element("span", { className: "line" }, ...line));
    return all;
  };

  const counted = (count) => (count === 0 ? "No results" : count === 1 ? "1 result" : `${count} results`);

  // 5. Recent searches, kept in this browser alone.

  const KEY = `handbook-searches ${top.pathname}`;
  const RECENT = 6;

  const recent = () => {
    try {
      const list = JSON.parse(kept((store) => store.getItem(KEY)) ?? "[]");
      return Array.isArray(list) ? list.filter((words) => typeof words === "string").slice(0, RECENT) : [];
    } catch {
      return [];
    }
  };

  const remember = (query) => {
    const words = query.trim().slice(0, 100);
    if (!words) return;
    const others = recent().filter((other) => other.toLowerCase() !== words.toLowerCase());
    kept((store) => store.setItem(KEY, JSON.stringify([words, ...others].slice(0, RECENT))));
  };

  const forget = () => kept((store) => store.removeItem(KEY));

  // 6. The field: a combobox with a list of options.

  const list = element("ul", { id: "search--list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Results");
  const status = element("p", { className: "unseen" });
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, setting] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
    "aria-haspopup": "listbox", "aria-keyshortcuts": "/",
  })) {
    field.setAttribute(name, setting);
  }

  let [options, active, asked, back] = [[], -1, 0, null];

  const mark = (at) => {
    options[active]?.node.setAttribute("aria-selected", "false");
    active = at;
    const option = options[at];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.node.setAttribute("aria-selected", "true");
    option.node.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.node.id);
  };

  const add = (made) => {
    for (const { children, act, href } of made) {
      const node = element("li", { id: `search--option-${options.length}` }, ...children);
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      node.addEventListener("click", (event) => act(event));
      if (href) node.dataset.href = href;
      options.push({ node, act });
      list.append(node);
    }
  };

  const open = (made) => {
    options = [];
    list.replaceChildren();
    add(made);
    list.hidden = !options.length;
    field.setAttribute("aria-expanded", String(!!options.length));
    mark(-1);
  };

  const close = () => {
    asked++;
    open([]);
    status.textContent = "";
  };

  const go = (href, query) => (event) => {
    remember(query);
    if (event?.ctrlKey || event?.metaKey) return window.open(href);
    close();
    window.location.assign(href);
  };

  const offerRecent = () => {
    const before = recent();
    const again = (words) => () => {
      field.value = words;
      field.focus();
      offer();
    };
    const clear = () => {
      forget();
      close();
      field.focus();
      status.textContent = "Recent searches are cleared";
    };
    list.setAttribute("aria-label", "Recent searches");
    open(before.length === 0 ? [] : [
      ...before.map((words) => ({ children: [words], act: again(words) })),
      { children: [element("span", { className: "kind" }, "Clear recent searches")], act: clear },
    ]);
    status.textContent = before.length ? `${before.length} recent` : "";
  };

  const offer = async () => {
    const query = field.value.trim();
    const mine = ++asked;
    if (!query) return offerRecent();
    const { known, results, count, marks } = await ask(query, FEW);
    const made = (result) => ({ children: lines(result, marks), act: go(result.href, query), href: result.href });
    const isOld = () => mine !== asked || document.activeElement !== field;
    const best = (await shown(known, results.slice(0, FIRST))).map(made);
    if (isOld()) return;
    list.setAttribute("aria-label", "Results");
    open(best);
    const others = (await shown(known, results.slice(FIRST))).map(made);
    if (isOld()) return;
    add(others);
    const all = count();
    if (all > FEW) {
      const name = element("span", { className: "kind" }, `All ${all} results`);
      add([{ children: [name], act: () => form.requestSubmit() }]);
    }
    status.textContent = counted(all);
    form.dispatchEvent(new CustomEvent("search-shown", { detail: query }));
  };

  field.addEventListener("input", offer);
  field.addEventListener("focus", () => {
    map();
    if (!field.value.trim()) offerRecent();
  });
  field.addEventListener("blur", () => close());
  // The field keeps the focus while somebody points at the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options.length) return void offer();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(active < 0 ? (step > 0 ? 0 : last) : (active + step + options.length) % options.length);
    } else if ((event.key === "Home" || event.key === "End") && active >= 0) {
      event.preventDefault();
      mark(event.key === "Home" ? 0 : last);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options[active].act(event);
    } else if (event.key === "Escape") {
      event.preventDefault();
      const wasOpen = !list.hidden;
      close();
      if (!wasOpen) field.value = "";
      if (back) {
        const to = back;
        back = null;
        if (to === document.body) field.blur();
        else to.focus();
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    const at = event.target instanceof Element ? event.target : document.body;
    const types = at.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || types) return;
    event.preventDefault();
    back = document.activeElement ?? document.body;
    field.focus();
    field.select();
  });

  form.addEventListener("submit", (event) => {
    const query = field.value.trim();
    event.preventDefault();
    remember(query);
    const page = new URL("search.html", top);
    if (query) page.searchParams.set("q", query);
    window.location.assign(page);
  });

  // 7. The page with all results.

  const page = document.querySelector("#search--results");
  if (!page) return;

  const showAll = async (query) => {
    const head = document.querySelector("main h1");
    const name = document.title;
    field.value = query;
    if (!query) {
      page.replaceChildren(element("p", {}, "Type a word into the field above: a name, a task, a system."));
      return;
    }
    const { known, results, count, marks } = await ask(query, MANY);
    const [all, best] = [count(), await shown(known, results)];
    const told = all ? counted(all) : "Nothing found";
    document.title = `${told} for “${query}” – ${name}`;
    head.textContent = `${told} for “${query}”`;
    const groups = new Map();
    for (const result of best) {
      groups.set(result.group, [...(groups.get(result.group) ?? []), result]);
    }
    const link = (result) => element("li", {}, element("a", { href: result.href }, ...lines(result, marks)));
    const parts = [...groups].map(([group, results]) =>
      element("section", { className: "found" },
        element("h2", {}, `${group} (${results.length})`),
        element("ol", {}, ...results.map(link))));
    if (all > MANY) parts.push(element("p", {}, `These are the first ${MANY}. Add a word to find fewer.`));
    if (!all) {
      const index = element("a", { href: new URL("a-z.html", top).href }, "A to Z");
      parts.push(element("p", {}, "Try another word, or fewer letters of it. Everything stands in the ", index, "."));
    }
    page.replaceChildren(...parts);
  };

  showAll(new URLSearchParams(window.location.search).get("q")?.trim() ?? "");
})();
