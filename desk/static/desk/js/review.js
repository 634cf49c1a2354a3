// The review room by keyboard and by selection. Every key has a button that does the same, and the sheet
// under "?" lists them. Whoever switched them off has them off wherever they sign in.
"use strict";

const room = () => document.getElementById("room");

// What can be chosen, in order: the findings, and their single mentions where these are unfolded.
function findings() {
  return [...document.querySelectorAll(".finding, .mentions-fold[open] > .mentions > .mention")];
}

function current() {
  return document.querySelector(".finding[aria-current], .mention[aria-current]");
}

// The element in the list that stands for a mark or a box: its own mention when that is unfolded.
function standsFor(item) {
  return findings().findLast((one) => one.dataset.item === item)
    ?? [...document.querySelectorAll(".finding")].find((one) => one.dataset.items.split(" ").includes(item));
}

function choose(finding) {
  for (const other of document.querySelectorAll("[data-item][aria-current]")) other.removeAttribute("aria-current");
  finding.setAttribute("aria-current", "true");
  const items = (finding.dataset.items ?? finding.dataset.item).trim().split(" ");
  for (const item of items) {
    for (const same of document.querySelectorAll(`:is(.mark, .box)[data-item="${item}"]`)) same.setAttribute("aria-current", "true");
  }
  return items;
}

function select(finding, item) {
  if (!finding) return;
  const items = choose(finding);
  finding.focus({ preventScroll: false });
  document.querySelector(`:is(.mark, .box)[data-item="${item ?? items[0]}"]`)?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = findings();
  const at = all.indexOf(current());
  select(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

// A button of the chosen finding itself, not of a mention unfolded inside it.
function press(finding, selector) {
  const button = [...(finding?.querySelectorAll(selector) ?? [])].find((one) => one.closest(".finding, .mention") === finding);
  button?.click();
}

function oneByOne(on) {
  for (const fold of document.querySelectorAll(".mentions-fold")) fold.open = on;
  document.getElementById("one-by-one")?.setAttribute("aria-pressed", String(on));
  if (!on && current()?.matches(".mention")) select(current().closest(".finding"));
}

function markMissed() {
  const filled = document.querySelector(".mark-form.is-filled");
  if (filled) return filled.querySelector("button").click();
  const here = document.querySelector(".mark[aria-current]")?.closest(".original") ?? document;
  here.querySelector('.mark-form [name="words"]')?.focus();
}

function toggleKeys() {
  const sheet = document.getElementById("keys");
  if (!sheet) return;
  sheet.open = !sheet.open;
  sheet.querySelector("summary").focus();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => select(document.querySelector('.finding[data-state="undecided"]')),
  h: (finding) => press(finding, '.finding-form [value="hide"]'),
  v: (finding) => press(finding, '.finding-form [value="keep"]'),
  u: (finding) => press(finding, '.finding-form [value="undecided"]'),
  x: (finding) => press(finding, '[name="reach"][value="everywhere"]:not([type="hidden"])'),
  e: (finding) => press(finding, '.extend-form [value="after"]'),
  E: (finding) => press(finding, '.extend-form [value="before"]'),
  g: () => oneByOne(document.getElementById("one-by-one")?.getAttribute("aria-pressed") !== "true"),
  w: (finding) => press(finding, ".why > summary"),
  m: markMissed,
  "?": toggleKeys,
};

// Enter on a finding in a picture shows its box and opens its numbers; then arrows move it, with Shift by ten.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let sendLater = 0;

function openBox(finding) {
  const fold = finding.querySelector(":scope > .box-numbers");
  const box = document.querySelector(`.box[data-item="${finding.dataset.item}"]`);
  if (!fold || !box) return false;
  fold.open = true;
  box.scrollIntoView({ block: "center" });
  return true;
}

function nudge(finding, [dx, dy], far) {
  const form = finding.querySelector(":scope > .box-numbers[open] .box-form");
  const picture = document.querySelector(`.box[data-item="${finding.dataset.item}"]`)?.closest("desk-boxes");
  if (!form || !picture) return false;
  const { left, top, right, bottom } = form.elements, by = far ? 10 : 1;
  const x = Math.max(-left.value, Math.min(picture.dataset.width - right.value, dx * by));
  const y = Math.max(-top.value, Math.min(picture.dataset.height - bottom.value, dy * by));
  for (const [field, change] of [[left, x], [right, x], [top, y], [bottom, y]]) field.value = Number(field.value) + change;
  const rect = picture.querySelector(`.box[data-item="${finding.dataset.item}"] rect`);
  rect.setAttribute("x", left.value);
  rect.setAttribute("y", top.value);
  clearTimeout(sendLater);
  sendLater = setTimeout(() => form.requestSubmit(), 700);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".finding") || event.ctrlKey || event.metaKey || event.altKey) return;
  const done = event.key === "Enter" ? openBox(event.target) : ARROWS[event.key] && nudge(event.target, ARROWS[event.key], event.shiftKey);
  if (done) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.getElementById("keys")?.open) return toggleKeys();
  if (event.ctrlKey || event.metaKey || event.altKey || room()?.dataset.keys !== "on") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action(current());
});

document.addEventListener("click", (event) => {
  const marked = event.target.closest(".mark[data-item], .box[data-item]");
  if (marked) select(standsFor(marked.dataset.item), marked.dataset.item);
  if (event.target.closest("#one-by-one")) ACTIONS.g();
  const next = event.target.closest("#next-undecided");
  if (next) {
    event.preventDefault();
    ACTIONS.n();
  }
});

// A selection in an original becomes the exact place to hide, counted in code points.
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const element = (range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement);
  const text = element?.closest(".original-text");
  if (!text || !text.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const start = [...before.toString()].length;
  const words = range.toString();
  const form = text.parentElement.querySelector(".mark-form");
  if (!form || !words.trim()) return;
  form.elements.words.value = words;
  form.elements.start.value = start;
  form.elements.end.value = start + [...words].length;
  form.classList.add("is-filled");
});

// Typing over a selection makes the words count, not the old place.
document.addEventListener("input", (event) => {
  const form = event.target.closest(".mark-form");
  if (form && event.target.name === "words") form.elements.start.value = form.elements.end.value = "";
});

// The page asks again by itself while work is under way (#poll), but not over words that someone is typing or
// has selected, and never between a press and its release: the button would be gone in the middle.
const isPoll = (event) => event.detail.elt.id === "poll" || event.detail.requestConfig?.elt?.id === "poll";
const askAgain = (later) => setTimeout(() => {
  const poll = document.getElementById("poll");
  if (poll) window.htmx.trigger(poll, "again");
}, later);
let isPressed = false;
document.addEventListener("pointerdown", () => { isPressed = true; });
document.addEventListener("pointerup", () => setTimeout(() => { isPressed = false; }));
document.addEventListener("pointercancel", () => { isPressed = false; });
document.addEventListener("htmx:beforeRequest", (event) => {
  const room = document.getElementById("room"), active = document.activeElement;
  if (!isPoll(event) || !room) return;
  const isTyping = room.contains(active) && active.matches("input:not([type=checkbox]), select");
  if (!isTyping && !room.querySelector(".mark-form.is-filled")) return;
  event.preventDefault();
  askAgain(1500);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isPoll(event) || !isPressed) return;
  event.detail.shouldSwap = false;
  askAgain(600);
});

// A server that is restarting must not leave the page waiting for ever.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) askAgain(3000);
});

// After a swap the finding that was worked on stays the current one, and what was unfolded stays unfolded.
// The panes scroll inside themselves and are new elements after a swap, so they are put back where they were.
let lastItem = null, lastScroll = [], lastOpen = [], wasOneByOne = false;
const scrollers = () => [...document.querySelectorAll("#room .pane[data-side] > :not(header)")];
document.addEventListener("htmx:beforeSwap", () => {
  lastItem = current()?.dataset.item ?? null;
  lastScroll = scrollers().map((pane) => pane.scrollTop);
  lastOpen = [...document.querySelectorAll("#room details[id][open]")].map((fold) => fold.id);
  wasOneByOne = document.getElementById("one-by-one")?.getAttribute("aria-pressed") === "true";
});
document.addEventListener("htmx:afterSwap", () => {
  scrollers().forEach((pane, at) => { pane.scrollTop = lastScroll[at] ?? 0; });
  for (const id of lastOpen) document.getElementById(id)?.setAttribute("open", "");
  prepare();
  if (wasOneByOne) oneByOne(true);
});
document.addEventListener("htmx:afterSettle", () => {
  if (!lastItem) return;
  const finding = standsFor(lastItem);
  if (!finding) return;
  choose(finding);
  if (document.activeElement === document.body) finding.focus({ preventScroll: true });
});

// Buttons that need this script are shown by it.
function prepare() {
  const button = document.getElementById("one-by-one");
  if (button) button.hidden = !document.querySelector(".mentions-fold");
}
prepare();

// What a swap brings is not read out by itself: what was done, and how far the review is, go into the live region.
document.addEventListener("htmx:afterSettle", () => {
  const far = document.getElementById("progress")?.textContent, said = document.getElementById("announcements");
  if (!far || !said) return;
  const words = [room()?.dataset.done, far].filter(Boolean).join(" ");
  if (said.textContent !== words) said.textContent = words;
});

// The agent's own words are saved while they are written: a closed tab or an ended session loses nothing.
const own = document.getElementById("own-words");
if (own) {
  const state = document.getElementById("own-words-state");
  let later = 0, isSaved = true, isLeaving = false;
  const save = async () => {
    clearTimeout(later);
    if (isSaved) return;
    isSaved = true;
    try {
      const answer = await fetch(own.action, { method: "POST", body: new FormData(own), keepalive: isLeaving, redirect: "error", headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error();
      if (isSaved) state.textContent = own.dataset.saved;
      window.htmx.ajax("GET", location.pathname, { target: "#room", swap: "outerHTML" });
    } catch {
      isSaved = false;
      state.textContent = own.dataset.unsaved;
      await renewToken();
      later = setTimeout(save, 5000);
    }
  };
  // Whoever signed in again in another tab has another token against forgery; this page learns it.
  const renewToken = async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href, { redirect: "error" })).text(), "text/html");
      const fresh = page.querySelector("#own-words [name=csrfmiddlewaretoken]");
      if (fresh) own.elements.csrfmiddlewaretoken.value = fresh.value;
    } catch { /* signed out: the next try asks again */ }
  };
  own.addEventListener("input", () => {
    isSaved = false;
    clearTimeout(later);
    later = setTimeout(save, 1500);
  });
  own.addEventListener("submit", () => { isSaved = true; clearTimeout(later); });
  addEventListener("pagehide", () => { isLeaving = true; save(); });
  addEventListener("beforeunload", (event) => { if (!isSaved) { save(); event.preventDefault(); } });
}
