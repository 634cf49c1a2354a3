// The review room by keyboard and by selection. Every key has a button that does the same.
// j/k next/previous finding, h hide, v keep visible, u undo, x everywhere, n next undecided, m mark, w why.
"use strict";

const KEYS = "desk-keys"; // "off" in local storage switches all keys off

function findings() {
  return [...document.querySelectorAll(".finding")];
}

function current() {
  return document.querySelector(".finding[aria-current]");
}

function select(finding) {
  if (!finding) return;
  for (const other of document.querySelectorAll("[data-item][aria-current]")) other.removeAttribute("aria-current");
  for (const same of document.querySelectorAll(`[data-item="${finding.dataset.item}"]`)) same.setAttribute("aria-current", "true");
  finding.focus({ preventScroll: false });
  const mark = document.querySelector(`.mark[data-item="${finding.dataset.item}"]`);
  if (mark) mark.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = findings();
  const at = all.indexOf(current());
  select(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => select(findings().find((finding) => finding.dataset.state === "undecided")),
  h: (finding) => finding?.querySelector('[name="verdict"][value="hide"]')?.click(),
  v: (finding) => finding?.querySelector('[name="verdict"][value="keep"]')?.click(),
  u: (finding) => finding?.querySelector('[name="verdict"][value="undecided"]')?.click(),
  x: (finding) => finding?.querySelector('[name="everywhere"]')?.click(),
  w: (finding) => finding?.querySelector(".why > summary")?.click(),
  m: () => document.querySelector(".mark-form.is-filled button, .mark-form button")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(KEYS) === "off") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action(current());
});

document.addEventListener("click", (event) => {
  const marked = event.target.closest(".mark[data-item], .box[data-item]");
  if (marked) select(document.getElementById(`finding-${marked.dataset.item}`));
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

// After a swap the finding that was worked on stays the current one.
// The panes scroll inside themselves and are new elements after a swap, so they are put back where they were.
let lastItem = null, lastScroll = [];
const scrollers = () => [...document.querySelectorAll("#room .pane[data-side] > :not(header)")];
document.addEventListener("htmx:beforeSwap", () => {
  lastItem = current()?.dataset.item ?? null;
  lastScroll = scrollers().map((pane) => pane.scrollTop);
});
document.addEventListener("htmx:afterSwap", () => {
  scrollers().forEach((pane, at) => { pane.scrollTop = lastScroll[at] ?? 0; });
});
document.addEventListener("htmx:afterSettle", () => {
  if (lastItem) {
    const finding = document.getElementById(`finding-${lastItem}`);
    for (const same of document.querySelectorAll(`[data-item="${lastItem}"]`)) same.setAttribute("aria-current", "true");
    if (finding && document.activeElement === document.body) finding.focus({ preventScroll: true });
  }
});

// What a swap brings is not read out by itself, so how far the review is goes into the page's live region.
document.addEventListener("htmx:afterSettle", () => {
  const far = document.getElementById("progress")?.textContent, said = document.getElementById("announcements");
  if (far && said && said.textContent !== far) said.textContent = far;
});
