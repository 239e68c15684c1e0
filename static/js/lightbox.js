// One output, large, with everything that is known about it. Opens over the grid, which stays where it is.
import { $, $$, calm, open } from "./ui.js";
import { arrival, enter, html } from "./fragments.js";
import { aim, fillAround, loadMore } from "./gallery.js";

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
  l: () => $("[name=like]", dialog).click(),
  d: () => $("[name=dislike]", dialog).click(),
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
