// Justified rows are the style sheet's work; what it cannot know is done here: unusual shapes, and rows between pages.
import { $, $$, kept } from "./dom.js";

const STRETCH = 1.7;
const root = document.documentElement;
const slider = $("#size");
let timer = 0;

/** Cards whose ratio is none of the named ones. */
export function fitShapes(within) {
  const cards = $$('.card[data-ar=""]', within);
  if (within.matches('.card[data-ar=""]')) cards.push(within);
  for (const card of cards) {
    const picture = $("img", card);
    if (picture?.width) card.style.setProperty("--ar", picture.getAttribute("width") / picture.getAttribute("height"));
  }
}

const thumb = () => Number(getComputedStyle(root).getPropertyValue("--thumb"));

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

export function balance(gallery) {
  clearTimeout(timer);
  timer = setTimeout(() => $$(".page", gallery).forEach(even), 120);
}

function resize(size) {
  root.style.setProperty("--thumb", size);
  balance(document);
}

if (slider) {
  const wanted = kept.get("size");
  if (wanted) resize((slider.value = wanted));
  slider.addEventListener("input", () => resize(slider.value));
  slider.addEventListener("change", () => kept.set("size", slider.value));
  addEventListener("resize", () => balance(document));
}
