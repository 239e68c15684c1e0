// Moving pictures: clips that play while they are pointed at, the takes of the overlay, and what cannot be played here.
import { $, $$, calm, clone } from "./ui.js";

const PAUSE = 120;
const overlay = $("#animate");
let pointed = null;
let clip = null;
let timer = 0;

/** Elements with data-clip play it, one at a time. */
function point({ target }) {
  const next = target.closest?.("[data-clip]") ?? null;
  if (next === pointed) return;
  clearTimeout(timer);
  clip?.remove();
  pointed = next;
  if (next && !calm()) timer = setTimeout(start, PAUSE);
}

function start() {
  clip = Object.assign(document.createElement("video"), { src: pointed.dataset.clip, muted: true, loop: true });
  clip.playsInline = true;
  ($(".open, .screen", pointed) ?? pointed).append(clip);
  clip.play().catch(() => {});
}

for (const type of ["pointerover", "focusin"]) document.addEventListener(type, point);
document.documentElement.addEventListener("pointerleave", point);

/** The chosen take, above the still. By itself nothing moves for those who want it calm. */
function choose(take, plays) {
  const video = $(".layers video", overlay);
  Object.assign(video, { src: take.dataset.play, poster: $("img", take).src, hidden: false });
  video.dataset.ar = take.dataset.ar;
  video.nextElementSibling?.remove();
  for (const other of $$("[data-play]", overlay)) other.setAttribute("aria-pressed", other === take);
  if (plays) video.play().catch(() => {});
}

/** The newest one, as long as none is chosen. Rows come anew and go; what is shown goes with its row. */
function begin() {
  const video = $(".layers video", overlay);
  const takes = $$("[data-play]", overlay);
  const chosen = takes.find(({ dataset: { play } }) => play === video.getAttribute("src"));
  if (chosen) chosen.setAttribute("aria-pressed", true);
  else if (takes[0]) choose(takes[0], !calm());
  else if (video) {
    video.hidden = true;
    video.pause();
  }
}

/** The next take goes to the session that this one went to. */
function stay({ target: form, detail: { session: id, name } }) {
  const { session, target } = form.elements ?? {};
  if (!target) return;
  if (!$(`[value="${id}"]`, session)) session.prepend(new Option(name, id));
  session.value = id;
  target[0].disabled = session.disabled = false;
  target.value = "existing";
}

if (overlay) {
  overlay.addEventListener("px:made", stay);
  overlay.addEventListener("input", ({ target: { name, value, form } }) => {
    if (name === "target") form.elements.session.disabled = value === "new";
  });
  overlay.addEventListener("htmx:load", begin);
  overlay.addEventListener("px:enter", ({ target, detail }) => {
    const list = target.closest("ol[start]");
    if (list && !detail.old) list.start += 1;
    if (overlay.open) begin();
  });
  document.addEventListener("px:gone", () => overlay.open && begin());
  overlay.addEventListener("close", () => $("video", overlay)?.pause());
  overlay.addEventListener("click", ({ target }) => {
    const take = target.closest("[data-play]");
    if (take) choose(take, true);
  });
}

// What this browser has no decoder for stays a picture, with a way to get it.
document.addEventListener("error", ({ target }) => {
  if (!target.matches?.("video[controls]") || target.nextElementSibling) return;
  const note = clone("unplayable");
  $("a", note).href = `${target.src}?download=1`;
  target.after(note);
}, true);
