"use strict";
/* Opens the sealed site: the phrase, the key, pages, the search. The other half is copctl/commons/sealing.py. */
(() => {
  const find = (id) => document.getElementById(id);
  const utf8 = (text) => new TextEncoder().encode(text);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const NONCE = 12, SHOWN = 50, KEPT = `copctl ${location.pathname}`;
  const { first, community } = document.body.dataset;
  const gate = find("main");
  /* What is known once it is open: the build's salt (it tells builds apart) and its two keys. */
  let site = null, index = null;
  let turn = 0, here = null, clicked = false;
  const seen = new Map();

  class Trouble extends Error {
    constructor(say) { super(say); this.say = say; }
  }

  const said = (what) => find("says").content.querySelector(`[data-say="${what}"]`);
  const filled = (what, words) => said(what).textContent.replace(/\{(\w+)\}/g, (_, name) => words[name]);

  /* Keys ------------------------------------------------------------------------------------------------- */

  async function fetched(name, cache = "default") {
    let answer;
    try {
      answer = await fetch(name, { cache });
    } catch {
      throw new Trouble("unreached");
    }
    /* Some hosts answer with a page of their own in place of 404. */
    const is_page = (answer.headers.get("content-type") || "").startsWith("text/html");
    if (answer.status === 404 || answer.status === 410 || (answer.ok && is_page)) throw new Trouble("nowhere");
    if (!answer.ok) throw new Trouble("unreached");
    return answer;
  }

  const currentKeys = async () => (await fetched("keys.json", "no-cache")).json();

  function decrypted(key, sealed, about) {
    const how = { name: "AES-GCM", iv: sealed.subarray(0, NONCE), additionalData: utf8(about) };
    return crypto.subtle.decrypt(how, key, sealed.subarray(NONCE));
  }

  async function unwrapped(phrase, keys) {
    const label = phrase.slice(0, 5);
    const wrapped = Object.hasOwn(keys.keys, label) ? keys.keys[label] : [];
    if (!wrapped.length) return null;
    const base = await crypto.subtle.importKey("raw", utf8(phrase), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(keys.salt), iterations: keys.rounds };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    for (const one of wrapped) {
      try {
        return new Uint8Array(await decrypted(key, bytes(one), label));
      } catch {
        /* Another member's, under the same label. */
      }
    }
    return null;
  }

  async function entered(raw, salt) {
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const whole = await crypto.subtle.importKey("raw", raw, hmac, false, ["sign"]);
    const part = (use) => crypto.subtle.sign("HMAC", whole, utf8(`copctl portal ${use}`));
    site = {
      salt,
      pages: await crypto.subtle.importKey("raw", await part("pages"), "AES-GCM", false, ["decrypt"]),
      names: await crypto.subtle.importKey("raw", await part("names"), hmac, false, ["sign"]),
    };
  }

  /* Pages ------------------------------------------------------------------------------------------------ */

  async function nameOf(place) {
    const digest = new Uint8Array(await crypto.subtle.sign("HMAC", site.names, utf8(place)));
    let name = "", bits = 0, held = 0;
    for (const byte of [...digest.subarray(0, 16), 0]) {
      bits = (bits << 8) | byte;
      for (held += 8; held >= 5 && name.length < 26; held -= 5) {
        name += "abcdefghijklmnopqrstuvwxyz234567"[(bits >> (held - 5)) & 31];
      }
      bits &= 31;
    }
    return `${name}.bin`;
  }

  async function unsealed(place) {
    try {
      const sealed = new Uint8Array(await (await fetched(await nameOf(place))).arrayBuffer());
      const packed = await decrypted(site.pages, sealed, place).catch(() => { throw new Trouble("damaged"); });
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      return await new Response(stream).text();
    } catch (trouble) {
      /* Every build has names and keys of its own: what is missing may only be older than this page. */
      if (trouble.say !== "unreached" && (await currentKeys()).salt !== site.salt) throw new Trouble("renewed");
      throw trouble;
    }
  }

  function placeOf(hash) {
    try {
      return decodeURIComponent(hash.slice(1)).normalize("NFC") || first;
    } catch {
      return hash.slice(1);
    }
  }

  async function go() {
    if (!site) return;
    const place = placeOf(location.hash), mine = ++turn, was = clicked;
    clicked = false;
    if (here !== null) seen.set(here, scrollY);
    const old = document.querySelector("main");
    old.setAttribute("aria-busy", "true");
    let made;
    try {
      made = await content(place);
    } catch (trouble) {
      if (mine !== turn) return;
      if (trouble.say === "renewed") return leave("renewed");
      made = [troubled(trouble.say || "damaged")];
    }
    if (mine !== turn) return;
    here = place;
    show(made, place, was ? 0 : seen.get(place) || 0);
  }

  async function content(place) {
    const asked = /^\/search\?q=([^]*)$/.exec(place);
    if (asked) return [await results(asked[1])];
    const page = new DOMParser().parseFromString(await unsealed(place), "text/html");
    return [page.querySelector("main"), page.querySelector("footer")];
  }

  function show([main, foot], place, top) {
    document.querySelector("main").replaceWith(main);
    if (foot) {
      document.querySelector("body > footer")?.remove();
      document.body.append(foot);
    }
    for (const part of document.querySelectorAll("[data-inside]")) part.hidden = false;
    for (const link of document.querySelectorAll("header nav a")) {
      const is_here = placeOf(link.hash).split("/")[1] === place.split(/[/?]/)[1];
      if (is_here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const heading = main.querySelector("h1") || main;
    /* Between U+2068 and U+2069 a name from right to left turns nothing else around. */
    const title = heading.textContent.trim();
    document.title = `${/[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufeff]/.test(title) ? `\u2068${title}\u2069` : title} · ${community}`;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, top);
  }

  function troubled(say) {
    const main = find("trouble").content.cloneNode(true).firstElementChild;
    const words = said(say);
    main.querySelector("h1").textContent = words.title;
    main.querySelector("[data-what]").textContent = words.textContent;
    const again = main.querySelector("[data-again]");
    again.addEventListener("click", () => go());
    again.hidden = say === "nowhere";
    return main;
  }

  /* Search ----------------------------------------------------------------------------------------------- */

  /* The same as copctl/commons/folding.py. */
  function fold(text) {
    const cased = text.normalize("NFC").toUpperCase().toLowerCase();
    const plain = cased.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("ς", "σ").replaceAll("đ", "d");
    return plain.replace(/\p{Cf}/gu, "").split(/[\s\x1c-\x1f\x85]+/).filter(Boolean).join(" ").normalize("NFC");
  }

  async function results(asked) {
    index ??= JSON.parse(await unsealed("index"));
    const words = fold(asked).split(" ").filter(Boolean);
    const rank = (title) => (title.startsWith(words.join(" ")) ? 0 : words.every((w) => title.includes(w)) ? 1 : 2);
    const hits = words.length
      ? index.filter((row) => words.every((word) => row[4].includes(word))).map((row) => [rank(fold(row[2])), row])
      : [];
    hits.sort((a, b) => a[0] - b[0]);
    const main = find("results").content.cloneNode(true).firstElementChild;
    const say = hits.length === 0 ? "none" : hits.length === 1 ? "one" : hits.length <= SHOWN ? "many" : "most";
    main.querySelector("[data-count]").textContent = filled(say, { number: hits.length, shown: SHOWN });
    main.querySelector("[data-hits]").append(...hits.slice(0, SHOWN).map(([, row]) => hit(row)));
    main.querySelector("h1").append(` “${asked}”`);
    find("asked").value = asked;
    return main;
  }

  function hit([place, kind, title, about]) {
    const one = find("hit").content.cloneNode(true).firstElementChild;
    const link = one.querySelector("a");
    link.href = `#${place.split("/").map(encodeURIComponent).join("/")}`;
    link.textContent = title;
    link.dir = "auto";
    const short = about.length > 200 ? `${about.slice(0, 199)}…` : about;
    one.querySelector("p").textContent = [kind, short].filter(Boolean).join(" · ");
    return one;
  }

  /* The gate --------------------------------------------------------------------------------------------- */

  /* The same as copctl/commons/phrases.py: only letters count. */
  function read(typed) {
    const letters = typed.normalize("NFKC").toLowerCase().replace(/[^a-z]/g, "");
    const fits = /^(?:[bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz]){6}$/.test(letters);
    return fits ? letters.match(/.{5}/g).join("-") : null;
  }

  const kept = {
    get() { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } },
    set(raw, salt) {
      const key = btoa(String.fromCharCode(...raw));
      try { sessionStorage.setItem(KEPT, JSON.stringify({ salt, key })); } catch { /* Then it is not kept. */ }
    },
    drop() { try { sessionStorage.removeItem(KEPT); } catch { /* Nothing was kept. */ } },
  };

  function complain(say) {
    const problem = find("problem");
    problem.textContent = say ? said(say).textContent : "";
    find("phrase").toggleAttribute("aria-invalid", false);
    if (say === "wrong" || say === "unfinished") {
      find("phrase").setAttribute("aria-invalid", "true");
      find("phrase").focus();
    }
  }

  function busy(is_so) {
    find("go").setAttribute("aria-disabled", String(is_so));
    find("busy").replaceChildren(...(is_so ? [find("waiting").content.cloneNode(true)] : []));
  }

  async function tryToOpen(event) {
    event.preventDefault();
    if (find("go").getAttribute("aria-disabled") === "true") return;
    const phrase = read(find("phrase").value);
    if (!phrase) return complain("unfinished");
    complain("");
    busy(true);
    try {
      const keys = await currentKeys();
      const raw = await unwrapped(phrase, keys);
      if (!raw) throw new Trouble("wrong");
      await entered(raw, keys.salt);
      if (find("keep").checked) kept.set(raw, keys.salt);
      find("phrase").value = "";
      await go();
    } catch (trouble) {
      complain(trouble.say === "wrong" ? "wrong" : "offline");
    } finally {
      /* The gate is gone from the page once it is open. */
      if (!site) busy(false);
    }
  }

  function leave(say) {
    kept.drop();
    site = index = here = null;
    seen.clear();
    for (const part of document.querySelectorAll("[data-inside]")) part.hidden = true;
    document.querySelector("body > footer")?.remove();
    document.querySelector("main").replaceWith(gate);
    document.title = community;
    find("asked").value = "";
    busy(false);
    complain(say);
    find("phrase").focus();
  }

  async function comeBack() {
    const held = kept.get();
    if (!held) return;
    try {
      if ((await currentKeys()).salt !== held.salt) return leave("renewed");
      await entered(bytes(held.key), held.salt);
      await go();
    } catch {
      complain("offline");
    }
  }

  function follow(event) {
    const link = event.target.closest?.("a[href^='#']");
    if (!link) return;
    clicked = true;
    if (link.hash.startsWith("#/")) {
      if (link.hash === location.hash) go();
      return;
    }
    /* A place within this page: the address stays that of the page. */
    event.preventDefault();
    const target = find(placeOf(link.hash));
    target?.scrollIntoView();
    target?.focus();
  }

  function begin() {
    find("unscripted").remove();
    const lacks = location.protocol === "file:" ? "file" : !window.isSecureContext ? "insecure"
      : !window.DecompressionStream || !Object.hasOwn ? "old" : "";
    if (lacks) {
      const note = document.createElement("p");
      note.className = "said";
      note.textContent = said(lacks).textContent;
      return find("open").replaceWith(note);
    }
    history.scrollRestoration = "manual";
    find("open").hidden = false;
    find("open").addEventListener("submit", tryToOpen);
    find("phrase").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) tryToOpen(event);
    });
    find("close").addEventListener("click", () => {
      history.replaceState(null, "", location.pathname);
      leave("");
    });
    find("find").addEventListener("submit", (event) => {
      event.preventDefault();
      clicked = true;
      const hash = `#/search?q=${encodeURIComponent(find("asked").value.trim())}`;
      if (hash === location.hash) go();
      else location.hash = hash;
    });
    document.addEventListener("click", follow);
    window.addEventListener("hashchange", go);
    find("phrase").focus();
    return comeBack();
  }

  begin();
})();
