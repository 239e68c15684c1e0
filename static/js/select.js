// Several pictures at once: which are chosen, by mouse, touch or keys. The bar sends them as one field.
import { $, $$, typing } from "./ui.js";
import { cardOf, cards } from "./lightbox.js";

const bar = $(".selection");
const preview = $("#preview");
const chosen = new Set();
let start = ""; // where a stretch begins
let timer = 0;

const mark = (card) => card.toggleAttribute("data-chosen", chosen.has(card.dataset.output));

function draw() {
  cards().forEach(mark);
  bar.hidden = !chosen.size;
  $("[name=outputs]", bar).value = [...chosen];
  $("#news").textContent = $("output", bar).textContent = `${chosen.size} selected`;
}

function add(some) {
  for (const card of some) chosen.add(card.dataset.output);
  draw();
}

/** One more or one less; or all from the last one to this one. */
export function pick(card, stretch) {
  const all = cards();
  const ends = [all.indexOf(cardOf(start)), all.indexOf(card)].sort((one, other) => one - other);
  if (stretch && ends[0] >= 0) return add(all.slice(ends[0], ends[1] + 1));
  start = card.dataset.output;
  if (!chosen.delete(start)) chosen.add(start);
  draw();
}

function clear() {
  chosen.clear();
  draw();
}

function press(event) {
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
  clearTimeout(timer);
  const url = preview.dataset.src.replace("0", target.closest(".card").dataset.output);
  timer = setTimeout(() => window.htmx.ajax("GET", url, { source: preview, target: preview }), 150);
}

if (bar) {
  document.addEventListener("keydown", press);
  document.addEventListener("click", tap, true);
  document.addEventListener("focusin", look);
  document.addEventListener("px:enter", ({ target }) => [target, ...$$(".card", target)].forEach(mark));
  // What has been deleted or moved away is chosen no more.
  document.addEventListener("px:gone", () => {
    for (const id of chosen) cardOf(id) ?? chosen.delete(id);
    draw();
  });
}
