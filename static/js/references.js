// The tray of reference pictures: an ordered list inside a composer's form. Each carries a hidden input.
// They come from the grid, from the library, or from outside: dropped anywhere, pasted or chosen, and uploaded.
import { $, $$, clone, csrf, current, emit } from "./dom.js";
import { reason, toast } from "./toasts.js";

const zone = $(".dropzone");
let depth = 0;

export const count = (form) => $$(".reference", form).length;
export const all = (form) => $$(".reference[data-id]", form).map(({ dataset }) => ({ ...dataset }));
const find = (form, id) => $(`.reference[data-id="${id}"]`, form);
const changed = (form) => emit(form, "px:references");

/** A place in the tray; `fill` puts the picture into it when it is known. */
function reserve(form) {
  const item = clone("reference");
  $(".tray", form).append(item);
  return item;
}

function fill(item, { id, src, label = "" }) {
  const form = item.closest("form");
  if (!form || find(form, id)) return item.remove();
  Object.assign(item.dataset, { id, src, label });
  $(".spinner", item).remove();
  Object.assign($("input", item), { value: id, disabled: false });
  Object.assign($("img", item), { src, alt: label, hidden: false });
  for (const button of $$("button", item)) {
    button.hidden = false;
    button.setAttribute("aria-label", `${button.title}: ${label || "reference"}`);
  }
  changed(form);
}

export const add = (form, picture) => find(form, picture.id) || fill(reserve(form), picture);

function toggle(form, picture) {
  const item = find(form, picture.id);
  if (!item) return add(form, picture);
  item.remove();
  changed(form);
}

export function replaceAll(form, pictures) {
  $(".tray", form).replaceChildren();
  pictures.forEach((picture) => add(form, picture));
  changed(form);
}

/** The picture in an element, as a reference. */
function shownIn(element, id) {
  const picture = $("img", element);
  return { id, src: picture?.getAttribute("src") ?? "", label: picture?.alt ?? "" };
}

function arrange(button) {
  const item = button.closest(".reference");
  const form = button.form;
  const beside = item.nextElementSibling ?? item.previousElementSibling;
  if (button.matches(".remove")) item.remove();
  else if (button.matches(".earlier")) item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  changed(form);
  (button.isConnected ? button : $("button", beside ?? form)).focus();
}

const press = (pick) => pick.setAttribute("aria-pressed", Boolean(find(current(), pick.dataset.pick)));

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".reference button, [data-pick], [data-reference]");
  if (!button) return;
  const { pick, reference } = button.dataset;
  const card = button.closest(".card");
  if (pick) toggle(current(), shownIn(button, pick));
  else if (reference) toggle(current(), JSON.parse(reference));
  else if (card) toggle(current(), shownIn(card, card.dataset.output));
  else arrange(button);
  if (pick) press(button);
});
// The library dialog: a pressed picture is in the tray.
document.addEventListener("htmx:afterSettle", ({ target }) => $$("[data-pick]", target).forEach(press));

async function upload(form, file) {
  if (!file.type.startsWith("image/")) return toast(`${file.name} is not a picture.`, "error");
  const item = reserve(form);
  const body = new FormData();
  body.append("file", file);
  try {
    const response = await fetch(form.dataset.uploads, { method: "POST", body, headers: csrf() });
    if (!response.ok) throw new Error(reason(response.status, await response.text()));
    const { refs, ...picture } = await response.json();
    fill(item, picture);
    emit(document, "px:touch", { refs });
  } catch (error) {
    item.remove();
    toast(`${file.name}: ${error instanceof TypeError ? "the studio cannot be reached." : error.message}`, "error");
  }
}

/** One after the other, so that the tray keeps their order and a slow line is not split. */
async function uploadAll(files, form = current()) {
  if (form) for (const file of files) await upload(form, file);
}

const showZone = (shown) => zone?.togglePopover(shown);
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragenter", (event) => {
  if (carriesFiles(event) && ++depth) showZone(Boolean(current()));
});
document.addEventListener("dragleave", (event) => {
  if (carriesFiles(event) && --depth <= 0) showZone(false);
});
// Without this a file dropped beside the form would replace the page. Words may be dropped into fields as everywhere.
const ours = (event) => carriesFiles(event) || event.dataTransfer?.types.includes("text/uri-list");
document.addEventListener("dragover", (event) => ours(event) && event.preventDefault());
document.addEventListener("drop", (event) => {
  if (!ours(event)) return;
  event.preventDefault();
  depth = 0;
  showZone(false);
  if (event.dataTransfer.files.length) return uploadAll(event.dataTransfer.files);
  const dragged = event.dataTransfer.getData("text/uri-list").match(/\/outputs\/(\d+)\//);
  const card = dragged && document.getElementById(`output-${dragged[1]}`);
  const form = event.target.closest(".composer");
  if (card && form) add(form, shownIn(card, dragged[1]));
});
document.addEventListener("paste", ({ clipboardData }) => {
  const files = [...(clipboardData?.files ?? [])];
  if (files.length) uploadAll(files);
});
document.addEventListener("change", ({ target }) => {
  if (!target.matches(".composer [type=file]")) return;
  const files = [...target.files];
  target.value = "";
  uploadAll(files, target.form);
});
