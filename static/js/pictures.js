// Pictures and clips: one of them large, several of them chosen, and those that move.
import { $, $$, calm, clone, open, typing } from "./ui.js";
import { arrival, enter, html } from "./fragments.js";
import { aim, fillAround, loadMore } from "./gallery.js";

// One output, large, with everything that is known about it. Opens over the grid, which stays where it is.

const dialog = $("#lightbox");
const view = dialog && $(".view", dialog);
const side = dialog && $(".side", dialog);
const ZOOMS = [0, 1, 2, 4]; // 0 = fit
const SWIPE = 60;
let current = ""; // the id of the output
let index = 0;
let zoom = 0;

// In the grid of a session, and in the thread of a conversation.
const ROOMS = ":is(.gallery, .thread)";
export const cards = () => $$(`${ROOMS} .card[data-output]`);
const around = async (card) => card?.closest(".page") && fillAround(card);
const place = () => cards().indexOf(cardOf(current));
export const cardOf = (output) => document.getElementById(`output-${output}`);

export async function show(card) {
  if (!dialog || !card) return;
  current = card.dataset.output;
  index = cards().indexOf(card);
  draw(card);
  open(dialog);
  $(".caption", dialog).textContent = $(".badge", card).textContent;
  $(".previous", dialog).disabled = index === 0;
  $(".next", dialog).disabled = !cards()[index + 1] && !$(".gallery .more");
  around(card).then(() => ($(".previous", dialog).disabled = place() === 0));
  const link = $("a.open", card);
  await arrival(async () => {
    const [root] = await html(link.dataset.details).catch(() => []);
    if (!root || current !== card.dataset.output) return;
    side.replaceChildren(root);
    side.scrollTop = 0;
    enter(root);
  });
}

const MEDIA = {
  image: () => document.createElement("img"),
  video: () => Object.assign(document.createElement("video"), { controls: true, loop: true, autoplay: !calm() }),
  audio: () => Object.assign(document.createElement("audio"), { controls: true }),
};

function draw(card) {
  const link = $("a.open", card);
  const preview = $("img", card);
  const media = MEDIA[link.dataset.kind]();
  if (preview) {
    media.width = preview.getAttribute("width");
    media.height = preview.getAttribute("height");
    media.alt = preview.alt;
    media.poster = preview.src;
    media.style.backgroundImage = `url("${preview.currentSrc || preview.src}")`;
  }
  media.src = link.dataset.file;
  view.replaceChildren(media);
  aim(dialog, card);
  setZoom(0);
  const next = cards()[index + 1];
  if (next && $("a.open", next).dataset.kind === "image") new Image().src = $("a.open", next).dataset.file;
}

function setZoom(level, at) {
  const picture = $("img", view);
  if (!picture) return;
  zoom = level;
  view.classList.toggle("zoomed", zoom > 0);
  picture.style.width = zoom ? `${(picture.naturalWidth || picture.width) * ZOOMS[zoom]}px` : "";
  if (zoom) {
    view.scrollLeft = (at?.x ?? 0.5) * view.scrollWidth - view.clientWidth / 2;
    view.scrollTop = (at?.y ?? 0.5) * view.scrollHeight - view.clientHeight / 2;
  }
}

const step = (by) => setZoom(Math.min(Math.max(zoom + by, 0), ZOOMS.length - 1));

async function turn(by) {
  await around(cardOf(current));
  if (!cards()[place() + by] && by > 0) await loadMore();
  const card = cards()[place() + by];
  if (card) await show(card);
}

const KEYS = {
  ArrowLeft: () => turn(-1),
  ArrowRight: () => turn(1),
  "+": () => step(1),
  "=": () => step(1),
  "-": () => step(-1),
  0: () => setZoom(0),
  i: () => dialog.classList.toggle("bare"),
  a: () => $("[data-open=animate]", side)?.click(),
  e: () => $("[data-open=edit]", side)?.click(),
  l: () => $("[name=like]:not([hidden])", dialog)?.click(),
  d: () => $("[name=dislike]:not([hidden])", dialog)?.click(),
  " ": () => {
    const video = $("video", view);
    video?.[video.paused ? "play" : "pause"]();
  },
};

function press(event) {
  if (event.target.matches("input, textarea, select, video, audio") || event.ctrlKey || event.metaKey) return;
  if (zoom && event.key.startsWith("Arrow")) return; // scrolls the zoomed picture
  if (!KEYS[event.key] || (/^[a-z]$/.test(event.key) && $("#letter-keys")?.checked === false)) return;
  event.preventDefault();
  KEYS[event.key]();
}

/** What is shown may be deleted, here or by somebody else: the next one takes its place. */
function gone() {
  if (!dialog.open || cardOf(current)) return;
  const next = cards()[Math.min(index, cards().length - 1)];
  if (next) show(next);
  else dialog.close();
}

function zoomAt({ target, clientX, clientY }) {
  if (!target.matches("img")) return;
  const box = target.getBoundingClientRect();
  setZoom(zoom ? 0 : 1, { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height });
}

function swipes() {
  let from = null;
  view.addEventListener("touchstart", ({ touches }) => (from = touches.length === 1 && !zoom ? touches[0].clientX : null));
  view.addEventListener("touchend", ({ changedTouches }) => {
    const by = from === null ? 0 : changedTouches[0].clientX - from;
    if (Math.abs(by) > SWIPE) turn(by < 0 ? 1 : -1);
  });
}

if (dialog) {
  dialog.addEventListener("keydown", press);
  dialog.addEventListener("close", () => {
    view.replaceChildren();
    side.replaceChildren();
    $("a.open", cardOf(current) ?? document.body)?.focus();
  });
  view.addEventListener("click", zoomAt);
  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    step(event.deltaY < 0 ? 1 : -1);
  });
  $(".previous", dialog).addEventListener("click", () => turn(-1));
  $(".next", dialog).addEventListener("click", () => turn(1));
  for (const button of $$("[data-zoom]", dialog)) button.addEventListener("click", () => step(Number(button.dataset.zoom)));
  $("[data-side]", dialog).addEventListener("click", () => dialog.classList.toggle("bare"));
  document.addEventListener("px:gone", gone);
  document.addEventListener("px:enter", () => cardOf(current) && aim(dialog, cardOf(current)));
  document.addEventListener("click", (event) => {
    const opener = event.target.closest(`${ROOMS} a.open, [data-details]`);
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(opener.closest(".card") ?? cardOf(opener.dataset.details));
  });
  swipes();
}

// Several pictures at once: which are chosen, by mouse, touch or keys. The bar sends them as one field.

const bar = $(".selection");
const preview = $("#preview");
const chosen = new Set();
let from = ""; // where a stretch begins
let looking = 0;

const mark = (card) => card.toggleAttribute("data-chosen", chosen.has(card.dataset.output));

function count() {
  cards().forEach(mark);
  bar.hidden = !chosen.size;
  $("[name=outputs]", bar).value = [...chosen];
  $("#news").textContent = $("output", bar).textContent = `${chosen.size} selected`;
}

function add(some) {
  for (const card of some) chosen.add(card.dataset.output);
  count();
}

/** One more or one less; or all from the last one to this one. */
export function pick(card, stretch) {
  if (!bar) return;
  const all = cards();
  const ends = [all.indexOf(cardOf(from)), all.indexOf(card)].sort((one, other) => one - other);
  if (stretch && ends[0] >= 0) return add(all.slice(ends[0], ends[1] + 1));
  from = card.dataset.output;
  if (!chosen.delete(from)) chosen.add(from);
  count();
}

function clear() {
  from = "";
  chosen.clear();
  count();
}

function keys(event) {
  if (typing(event.target) || $("dialog[open]")) return;
  if (event.key === "Escape") clear();
  if (event.key !== "a" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  add(cards());
}

/** While some are chosen, a press on a picture chooses; beside a preview it shows the picture there. */
function tap(event) {
  const { target, shiftKey, ctrlKey, metaKey, detail } = event;
  if (target.closest("[data-choose]")) bar.hidden = false;
  if (target.closest("[data-unchoose]")) clear();
  const picture = target.closest(".card .open");
  const chooses = target.closest("[data-tick]") || ((shiftKey || !bar.hidden) && picture);
  if (!chooses && !(picture && preview?.offsetWidth && detail === 1 && !ctrlKey && !metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  if (chooses) pick(chooses.closest(".card"), shiftKey);
}

/** The picture that holds the focus; not each that the arrows pass. */
function look({ target }) {
  if (!preview?.offsetWidth || !target.matches("a.open")) return;
  $(".open[aria-current]")?.removeAttribute("aria-current");
  target.ariaCurrent = true;
  clearTimeout(looking);
  const url = preview.dataset.src.replace("0", target.closest(".card").dataset.output);
  looking = setTimeout(() => window.htmx.ajax("GET", url, { source: preview, target: preview }), 150);
}

if (bar) {
  document.addEventListener("keydown", keys);
  document.addEventListener("click", tap, true);
  document.addEventListener("focusin", look);
  document.addEventListener("px:pick", ({ target }) => target.matches(".open") && pick(target.closest(".card"), true));
  document.addEventListener("px:enter", ({ target }) => [target, ...$$(".card", target)].forEach(mark));
  // What has been deleted or moved away is chosen no more.
  document.addEventListener("px:gone", () => {
    for (const id of chosen) cardOf(id) ?? chosen.delete(id);
    count();
  });
}

// Moving pictures: clips that play while they are pointed at, the takes of the overlay, and what cannot be played here.

const PAUSE = 120;
const overlay = $("#animate");
let pointed = null;
let clip = null;
let pausing = 0;

/** Elements with data-clip play it, one at a time. */
function point({ target }) {
  const next = target.closest?.("[data-clip]") ?? null;
  if (next === pointed) return;
  clearTimeout(pausing);
  clip?.remove();
  pointed = next;
  if (next && !calm()) pausing = setTimeout(play, PAUSE);
}

function play() {
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
