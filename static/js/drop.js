// Pictures from outside: dropped anywhere, pasted, or chosen. Each is uploaded and becomes a reference.
import { $, csrf, emit } from "./dom.js";
import * as references from "./references.js";
import { reason, toast } from "./toasts.js";

const form = $(".composer");
const zone = $(".dropzone");
let depth = 0;

async function upload(file) {
  if (!file.type.startsWith("image/")) return toast(`${file.name} is not a picture.`, "error");
  const item = references.reserve();
  const body = new FormData();
  body.append("file", file);
  try {
    const response = await fetch(form.dataset.uploads, { method: "POST", body, headers: csrf() });
    if (!response.ok) throw new Error(reason(response.status, await response.text()));
    const { refs, ...picture } = await response.json();
    references.fill(item, picture);
    emit(document, "px:touch", { refs });
  } catch (error) {
    item.remove();
    toast(`${file.name}: ${error instanceof TypeError ? "the studio cannot be reached." : error.message}`, "error");
  }
}

/** One after the other, so that the tray keeps their order and a slow line is not split. */
export async function uploadAll(files) {
  if (form) for (const file of files) await upload(file);
}

function showZone(shown) {
  if (zone) zone.hidden = !shown;
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragenter", (event) => {
  if (carriesFiles(event) && ++depth) showZone(Boolean(form));
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
  if (card && event.target.closest(".composer")) references.add(references.ofCard(card));
});
document.addEventListener("paste", ({ clipboardData }) => {
  const files = [...(clipboardData?.files ?? [])];
  if (files.length) uploadAll(files);
});
$("#upload")?.addEventListener("change", async ({ target }) => {
  const files = [...target.files];
  target.value = "";
  await uploadAll(files);
});
