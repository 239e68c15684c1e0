// Several pictures at once: which are chosen, by mouse, touch or keys. The bar sends them as one field.
import { $, $$ } from "./ui.js";
import { show } from "./lightbox.js";

const bar = $(".selection");
const preview = $("#preview");
const chosen = new Set();
let start = ""; // where a stretch begins
let timer = 0;

const cards = () => $$(".card[data-output]");
const idOf = (card) => card.dataset.output;
const mark = (card) => card.toggleAttribute("data-chosen", chosen.has(idOf(card)));

function draw() {
  cards().forEach(mark);
  bar.hidden = !chosen.size;
  $("[name=outputs]", bar).value = [...chosen];
  $("#news").textContent = $("output", bar).textContent = `${chosen.size} selected`;
}

/** One more or one less; or all from the last one to this one. */
export function pick(card, stretch) {
  const all = cards();
  const from = all.findIndex((other) => idOf(other) === start);
  if (!stretch || from < 0) {
    start = idOf(card);
    chosen.delete(start) || chosen.add(start);
  } else {
    const ends = [from, all.indexOf(card)].sort((one, other) => one - other);
    for (const one of all.slice(ends[0], ends[1] + 1)) chosen.add(idOf(one));
  }
  draw();
}

function clear() {
  chosen.clear();
  draw();
}

function press(event) {
  const { key, target, shiftKey } = event;
  if (target.matches("input:not([type=checkbox]), select, textarea") || $("dialog[open], :popover-open:not(.toasts)")) return;
  if (key === "Escape") clear();
  else if (shiftKey && key.startsWith("Arrow") && target.matches(".card .open")) {
    // The grid has moved the focus by now.
    if (!chosen.size) pick(target.closest(".card"));
    pick(document.activeElement.closest(".card"), true);
  } else if ((event.ctrlKey || event.metaKey) && key === "a") {
    event.preventDefault();
    for (const card of cards()) chosen.add(idOf(card));
    draw();
  }
}

/** While some are chosen, a press on a picture chooses; beside a preview it shows the picture there. */
function tap(event) {
  const { target, shiftKey, ctrlKey, metaKey, detail } = event;
  const card = target.closest(".card[data-output]");
  if (target.closest("[data-choose]")) bar.hidden = false;
  if (target.closest("[data-unchoose]")) clear();
  const full = target.closest("[data-shown]");
  if (full) show(document.getElementById(`output-${full.dataset.shown}`));
  const picture = card && target.closest(".open");
  const chooses = card && (target.closest("[data-tick]") || (picture && (!bar.hidden || shiftKey)));
  const looks = picture && preview?.offsetWidth && detail === 1 && !ctrlKey && !metaKey;
  if (!chooses && !looks) return;
  event.preventDefault();
  event.stopPropagation();
  if (chooses) pick(card, shiftKey);
}

/** Of the picture that holds the focus; not of each that the arrows pass. */
function look({ target }) {
  if (!preview?.offsetWidth || !target.matches(".gallery a.open")) return;
  $(".open[aria-current]")?.removeAttribute("aria-current");
  target.ariaCurrent = "true";
  clearTimeout(timer);
  const url = preview.dataset.src.replace("0", idOf(target.closest(".card")));
  timer = setTimeout(() => window.htmx.ajax("GET", url, { source: preview, target: preview }), 150);
}

if (bar) {
  document.addEventListener("keydown", press);
  document.addEventListener("click", tap, true);
  document.addEventListener("focusin", look);
  document.addEventListener("px:enter", ({ target }) => [target, ...$$(".card", target)].forEach(mark));
  // What has been deleted or moved away is chosen no more.
  document.addEventListener("px:gone", () => {
    for (const id of chosen) document.getElementById(`output-${id}`) || chosen.delete(id);
    draw();
  });
}
