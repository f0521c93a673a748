"use strict";

const frames = [...document.querySelectorAll("[data-frame]")];
const form = document.getElementById("wish");
const at = (id) => document.getElementById(id);
let wanted = 0;

function query() {
  return new URLSearchParams(new FormData(form)).toString();
}

function show(frame, address) {
  const before = frame.contentWindow ? frame.contentWindow.scrollY : 0;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, before), { once: true });
  // Replacing the place keeps "back" for the page that people came from.
  frame.contentWindow.location.replace(address);
}

function tell(state) {
  at("error").hidden = !state.error;
  document.body.classList.toggle("stale", Boolean(state.error));
  if (state.error) {
    at("message").textContent = state.error;
    at("hint").textContent = state.hint;
    return false;
  }
  at("subject").textContent = state.subject;
  at("preheader").textContent = state.preheader;
  at("facts").textContent = `${(state.size / 1000).toFixed(0)} KB · ${state.look} · ${state.language}`;
  return true;
}

async function refresh() {
  const turn = ++wanted;
  const said = query();
  const state = await (await fetch(`state?${said}`)).json();
  // Somebody chose again, or wrote on, while this was made.
  if (turn !== wanted || !tell(state)) return;
  document.body.classList.toggle("dark", form.elements.scheme.value === "dark");
  frames.forEach((frame) => show(frame, `mail?${said}`));
  const text = await (await fetch(`text?${said}`)).text();
  if (turn === wanted) at("text").textContent = text;
}

function live(isThere) {
  at("live").textContent = isThere ? "following" : "stopped: start copctl newsletter preview again";
  at("live").classList.toggle("lost", !isThere);
}

const refreshed = () => refresh().catch(() => live(false));
const changes = new EventSource("changes");
changes.addEventListener("open", () => { live(true); refreshed(); });
changes.addEventListener("message", refreshed);
changes.addEventListener("error", () => live(false));
form.addEventListener("change", refreshed);
form.addEventListener("submit", (event) => event.preventDefault());
