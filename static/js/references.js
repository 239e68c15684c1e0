// The tray of reference pictures: an ordered list inside the composer's form. Each carries a hidden input.
import { $, $$, clone, emit } from "./dom.js";

const tray = $(".tray");

export const count = () => (tray ? $$("input", tray).length : 0);
export const all = () => $$(".reference[data-id]", tray ?? document.createElement("ul")).map(({ dataset }) => ({ ...dataset }));
const find = (id) => $(`.reference[data-id="${id}"]`, tray);

const changed = () => emit(tray, "px:references", {});

/** A place in the tray; `fill` puts the picture into it when it is known. */
export function reserve() {
  const item = clone("reference");
  tray.append(item);
  return item;
}

export function fill(item, { id, src, label = "" }) {
  if (find(id)) return item.remove();
  Object.assign(item.dataset, { id, src, label });
  $(".spinner", item)?.remove();
  const input = $("input", item);
  input.value = id;
  input.disabled = false;
  const picture = $("img", item);
  Object.assign(picture, { src, alt: label, hidden: false });
  for (const button of $$("button", item)) {
    button.hidden = false;
    button.setAttribute("aria-label", `${button.title}: ${label || "reference"}`);
  }
  changed();
}

export const add = (picture) => tray && !find(picture.id) && fill(reserve(), picture);

export function drop(id) {
  find(id)?.remove();
  changed();
}

export const toggle = (picture) => (find(picture.id) ? drop(picture.id) : add(picture));
export const holds = (id) => Boolean(tray && find(id));

export function replaceAll(pictures) {
  tray.replaceChildren();
  pictures.forEach(add);
  changed();
}

/** The card's picture as a reference. */
export function ofCard(card) {
  const picture = $("img", card);
  return { id: card.dataset.output, src: picture?.getAttribute("src") ?? "", label: picture?.alt ?? "" };
}

function act({ target }) {
  const button = target.closest("button");
  const item = target.closest(".reference");
  if (!button || !item) return;
  const beside = item.nextElementSibling ?? item.previousElementSibling;
  if (button.matches(".remove")) item.remove();
  else if (button.matches(".earlier")) item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  changed();
  (button.isConnected ? button : $("button", beside ?? document.body))?.focus();
}

tray?.addEventListener("click", act);

// The library dialog: a pressed picture is in the tray.
document.addEventListener("click", ({ target }) => {
  const pick = target.closest("[data-pick]");
  if (!pick) return;
  toggle({ id: pick.dataset.pick, src: $("img", pick).getAttribute("src"), label: $("img", pick).alt });
  pick.setAttribute("aria-pressed", holds(pick.dataset.pick));
});
document.addEventListener("htmx:afterSettle", ({ target }) =>
  $$("[data-pick]", target).forEach((pick) => pick.setAttribute("aria-pressed", holds(pick.dataset.pick))),
);
