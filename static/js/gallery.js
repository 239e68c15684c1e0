// The grid of a session: pages that come and go, the keyboard's place in it, and one toolbar for all cards.
import { $, $$, clone, emit, kept } from "./ui.js";
import { arrival, enter, html } from "./fragments.js";

// Justified rows are the style sheet's work; what it cannot know is done here: unusual shapes, and rows between pages.

const STRETCH = 1.7;
const slider = $("#size");
let timer = 0;

/** Cards whose ratio is none of the named ones. */
function fitShapes(within) {
  const cards = $$('.card[data-ar=""]', within);
  if (within.matches('.card[data-ar=""]')) cards.push(within);
  for (const card of cards) {
    const picture = $("img", card);
    if (picture?.width) card.style.setProperty("--ar", picture.getAttribute("width") / picture.getAttribute("height"));
  }
}

const thumb = () => Number(getComputedStyle(document.documentElement).getPropertyValue("--thumb"));

/** A page's last row fills the width. If that would blow it up, its pictures begin the next page instead. */
function even(page) {
  const next = page.nextElementSibling;
  if (!next?.matches(".page") || page.dataset.emptied || next.dataset.emptied) return;
  for (let pass = 0; pass < 4; pass++) {
    const last = page.lastElementChild?.lastElementChild;
    if (!last || last.offsetHeight <= thumb() * STRETCH) return;
    const row = $$(".card", page).filter((card) => card.offsetTop === last.offsetTop);
    next.prepend(...new Set(row.map((card) => card.closest(".generation"))));
  }
}

function balance(gallery) {
  clearTimeout(timer);
  timer = setTimeout(() => $$(".page:not([data-src])", gallery).forEach(even), 120);
}

function resize(size) {
  document.documentElement.style.setProperty("--thumb", size);
  balance(document);
}

if (slider) {
  const wanted = kept.get("size");
  if (wanted) resize((slider.value = wanted));
  slider.addEventListener("input", () => resize(slider.value));
  slider.addEventListener("change", () => kept.set("size", slider.value));
  addEventListener("resize", () => balance(document));
}

const gallery = $(".gallery");
const tools = gallery && document.getElementById("card-tools") ? clone("card-tools") : null;
const NEAR = { rootMargin: "200% 0px" };
let loading = null;
let place = null;

/** The next older page; false when there is none. */
export function loadMore() {
  const more = gallery && $(".more", gallery);
  if (!more) return Promise.resolve(false);
  loading ??= arrival(() => older(more))
    .then(() => true)
    .catch(() => false)
    .finally(() => (loading = null));
  return loading;
}

async function older(more) {
  const roots = await html(more.dataset.items);
  more.replaceWith(...roots);
  roots.forEach((root) => enter(root));
}

const ends = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && loadMore(), NEAR);
const pages = new IntersectionObserver((entries) => entries.forEach(comeOrGo), NEAR);

function comeOrGo({ target, isIntersecting }) {
  if (isIntersecting) refill(target);
  else if (!target.contains(document.activeElement) && !$("dialog[open], [data-chosen]")) empty(target);
}

/** Far from what is seen, a page keeps its height only. */
function empty(page) {
  if (page.dataset.emptied || !page.firstElementChild) return;
  page.dataset.before = Number(page.firstElementChild.dataset.key) + 1;
  page.dataset.newer = Number(page.lastElementChild.dataset.key) - 1;
  page.style.height = `${page.offsetHeight}px`;
  page.dataset.emptied = "yes";
  page.replaceChildren();
}

export async function refill(page) {
  if (page.dataset.emptied !== "yes") return;
  page.dataset.emptied = "filling";
  const range = new URL(page.dataset.src ?? page.parentNode.dataset.src, location.href);
  range.searchParams.set("newer", page.dataset.newer);
  if (!("top" in page.dataset)) range.searchParams.set("before", page.dataset.before);
  await arrival(() => filled(page, range)).catch(() => (page.dataset.emptied = "yes"));
}

async function filled(page, range) {
  const roots = await html(range);
  if (roots[0]?.matches(".page")) return page.parentNode.replaceChildren(...roots.map((root) => enter(root)));
  page.replaceChildren(...roots);
  page.style.height = "";
  delete page.dataset.emptied;
  roots.forEach((root) => enter(root));
}

/** For whoever walks from card to card: the pages beside this one are there again. */
export function fillAround(card) {
  const page = card.closest(".page");
  return Promise.all([page.previousElementSibling, page.nextElementSibling].filter(Boolean).map(refill));
}

function watch() {
  $$(".page", gallery).forEach((page) => pages.observe(page));
  $$(".more", gallery).forEach((more) => ends.observe(more));
}

const stops = () => $$(".open, .card .button", gallery);

/** Tab enters the grid at one place; the arrows move that place. */
function settle(stop) {
  if (!stop || stop === place) return;
  place?.setAttribute("tabindex", "-1");
  place = stop;
  if (stop.matches(".open")) stop.tabIndex = 0;
}

const above = (stop, rows) => {
  const from = stop.closest(".card").getBoundingClientRect();
  const middle = from.left + from.width / 2;
  const boxes = stops().map((other) => [other, other.closest(".card").getBoundingClientRect()]);
  const beyond = boxes.filter(([, box]) => (rows < 0 ? box.bottom <= from.top : box.top >= from.bottom));
  const edge = rows < 0 ? Math.max(...beyond.map(([, box]) => box.bottom)) : Math.min(...beyond.map(([, box]) => box.top));
  const row = beyond.filter(([, box]) => Math.abs((rows < 0 ? box.bottom : box.top) - edge) < 4);
  const off = ([, box]) => Math.abs(box.left + box.width / 2 - middle);
  return row.sort((a, b) => off(a) - off(b))[0]?.[0];
};

const beside = (stop, steps) => stops()[stops().indexOf(stop) + steps];
const MOVES = {
  ArrowLeft: (stop) => beside(stop, -1),
  ArrowRight: (stop) => beside(stop, 1),
  ArrowUp: (stop) => above(stop, -1),
  ArrowDown: (stop) => above(stop, 1),
  Home: () => stops()[0],
  End: () => stops().at(-1),
};

async function move(event) {
  const stop = event.target.closest(".open, .card .button");
  if (!stop || !MOVES[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const target = MOVES[event.key](stop) ?? ((await loadMore()) && MOVES[event.key](stop));
  target?.focus();
  if (event.shiftKey && target) [stop, target].forEach((one) => emit(one, "px:pick"));
}

/** Of what a card does not tell, it has no tools. */
export function aim(tools, { dataset }) {
  for (const link of $$("[data-href]", tools)) {
    const { href, of, rate } = link.dataset;
    link.setAttribute(link.matches("a") ? "href" : "data-post", href.replace(/\b0\b/, dataset[of]));
    link.hidden = !dataset[of];
    link.ariaPressed = rate && rate === dataset.rating;
  }
}

/** The toolbar goes to the card that is pointed at or holds the focus. */
function approach(card) {
  if (!tools || !card?.dataset.output || tools.parentNode === card) return;
  aim(tools, card);
  card.append(tools);
}

if (gallery) {
  gallery.addEventListener("keydown", move);
  gallery.addEventListener("pointerover", ({ target }) => approach(target.closest(".card")));
  gallery.addEventListener("pointerleave", () => tools?.contains(document.activeElement) || tools?.remove());
  gallery.addEventListener("focusin", ({ target }) => {
    settle(target.closest(".open"));
    approach(target.closest(".card"));
  });
  gallery.addEventListener("px:leave", ({ target }) => target.contains(tools) && tools.remove());
  gallery.addEventListener("px:enter", ({ target, detail }) => {
    const before = new Set(detail?.old ? $$(".card", detail.old).map((card) => card.id) : []);
    if (detail?.old) $$(".card", target).forEach((card) => before.has(card.id) || card.classList.add("arrived"));
    fitShapes(target);
    watch();
    if (!place?.isConnected) settle(stops().find((stop) => stop.matches(".open")));
    balance(gallery);
  });
  fitShapes(gallery);
  watch();
  settle($(".open", gallery));
}
