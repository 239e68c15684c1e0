// Every form.composer: at the bottom of a page or in a dialog, there from the start or brought by htmx.
// The server decides what is possible; this keeps the form honest while a person chooses.
import { $, $$, calm, clone, csrf, current, emit, kept, narrow, reason, toast } from "./ui.js";

// Models say in data attributes what they can do; what does not fit the other choices is disabled, with the reason.
const boxes = (form) => $$("[name=models]", form);
const chosen = (form) => boxes(form).filter((box) => box.checked);

function unfit({ dataset: { references: most, source } }, count) {
  if (!most || count <= most) return "";
  if (source) return "Takes no picture to end with.";
  return Number(most) ? `Takes at most ${most} reference pictures.` : "Takes no reference pictures.";
}

/** A model that is already chosen stays chosen, with a warning: nothing is dropped behind a person's back. */
function fitModels(form) {
  let wrong = false;
  for (const box of boxes(form)) {
    const reason = box.dataset.why || unfit(box, held(form));
    $(".reason", box.closest(".model")).textContent = reason;
    box.disabled = Boolean(reason) && !box.checked;
    wrong ||= Boolean(reason) && box.checked;
  }
  $("[popovertarget$=models]", form).toggleAttribute("data-invalid", wrong);
  const { without_still: alone } = form.elements;
  if (alone) alone.disabled = chosen(form).every(({ dataset }) => dataset.source !== "no");
}

const ABILITIES = { aspect_ratio: "shapes", resolution: "sizes", format: "formats", duration: "durations", camera_move: "moves" };

/** What every chosen model can do. The empty choice leaves it to the model. */
function fitOptions(form) {
  for (const [name, ability] of Object.entries(ABILITIES)) {
    const radios = $$(`[name="${name}"]`, form);
    for (const radio of radios) {
      const cannot = chosen(form).filter((box) => radio.value && !box.dataset[ability].split(" ").includes(radio.value));
      radio.disabled = cannot.length > 0;
      radio.closest(".choice").title = cannot.length ? `Not with ${cannot.map((box) => box.dataset.label).join(", ")}` : "";
    }
    const possible = radios.filter((radio) => !radio.disabled);
    if (!possible.some((radio) => radio.checked) && possible[0]) possible[0].checked = true;
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches(".models [type=search]")) return;
  const list = target.closest(".models");
  narrow(target, $$(".model", list));
  for (const group of $$(".model-group", list)) group.hidden = !$(".model:not([hidden])", group);
});

// The tray of reference pictures: an ordered list. Each carries a hidden input. They come from the grid, from the
// library, or from outside: dropped anywhere, pasted or chosen, and uploaded.

const zone = $(".dropzone");
let depth = 0;

const held = (form) => $$(".reference", form).length;
const pictures = (form) => $$(".reference[data-id]", form).map(({ dataset }) => ({ ...dataset }));
const find = (form, id) => $(`.reference[data-id="${id}"]`, form);
const changed = (form) => emit(form, "px:references");

/** A place in the tray; `fill` puts the picture into it when it is known. */
function reserve(form) {
  const item = clone("reference");
  const { tray } = form.dataset;
  if (tray) {
    $(".tray", form).replaceChildren();
    $("input", item).name = tray;
  }
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

const add = (form, picture) => find(form, picture.id) || fill(reserve(form), picture);

function toggle(form, picture) {
  const item = find(form, picture.id);
  if (!item) return add(form, picture);
  item.remove();
  changed(form);
}

function replaceAll(form, given) {
  $(".tray", form).replaceChildren();
  given.forEach((picture) => add(form, picture));
  changed(form);
}

/** The picture in an element, as a reference. */
function shownIn(element, id) {
  const picture = $("img", element);
  return { id, src: picture?.getAttribute("src") ?? "", label: picture?.alt ?? "" };
}

function arrange(button) {
  const item = button.closest("li");
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
  const button = target.closest(".reference button, .prompt-line button, [data-pick], [data-reference]");
  if (!button) return;
  const { pick, reference } = button.dataset;
  const card = button.closest(".card");
  if (pick) toggle(current(), shownIn(button, pick));
  else if (reference) toggle(current(), JSON.parse(reference));
  else if (card) toggle(current(), shownIn(card, card.dataset.output));
  else arrange(button);
  if (pick) $$("[data-pick]").forEach(press);
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
    changed(form);
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

// The form as a whole

const DOUBLE_CLICK = 500;
const FIELDS = [...Object.keys(ABILITIES), "camera_strength", "outputs", "seed"];

const outputs = (form) => Math.max(1, Number(form.elements.outputs?.value) || 1);
const choice = (form, name) => $(`[name="${name}"]:checked:enabled`, form)?.closest(".choice").textContent.trim();

/** What the chips and the button say. */
function tell(form) {
  const models = chosen(form);
  const count = held(form);
  const sent = $("[data-context]", form)?.dataset;
  const named = models.slice(0, form.matches(".compose") ? 1 : 2).map((box) => box.dataset.label);
  const words = {
    models: named.length === models.length && named.join(", ") || `${models.length || "No"} models`,
    shape: ["aspect_ratio", "resolution", "duration"].map((name) => choice(form, name)).filter(Boolean).join(" · "),
    camera: choice(form, "camera_move"),
    seed: form.elements.seed?.value || "Seed",
    references: `References ${sent ? `${sent.context} + ${count} of ${sent.most}` : count || ""}`,
    count: models.length * outputs(form) || "",
  };
  for (const part of $$("[data-says]", form)) part.textContent = words[part.dataset.says];
  $(".generate", form).disabled = !models.length || Boolean($("[data-busy]", form));
}

const lines = (form) => $$(".prompt-line textarea", form).map(({ value }) => value);

/** After every choice. `ask` = the price may have changed. */
export function refresh(form, ask = true) {
  if (form.elements.rows) form.elements.rows.value = JSON.stringify(lines(form));
  fitModels(form);
  fitOptions(form);
  tell(form);
  if (ask) emit(form, "px:estimate");
}

/** A key for the next click. Sent twice, it still makes one batch. */
function newKey({ elements }) {
  elements.idempotency_key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
}

let sent = -DOUBLE_CLICK;

/** A double click is one click, however quickly the first was answered. */
function once(event) {
  if (event.timeStamp - sent < DOUBLE_CLICK) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else sent = event.timeStamp;
}

function saveDraft(form) {
  const { draft, uploads } = form.dataset;
  const prompt = form.elements.prompt.value;
  if (draft) kept.set(`draft:${draft}`, { prompt, lines: lines(form), references: pictures(form), uploads });
}

function restoreDraft(form) {
  const saved = kept.get(`draft:${form.dataset.draft}`);
  if (!saved) return;
  form.elements.prompt.value ||= saved.prompt;
  for (const words of saved.lines ?? []) {
    const line = clone("prompt-line");
    $("textarea", line).value = words;
    $(".lines", form).append(line);
  }
  if (saved.uploads === form.dataset.uploads) saved.references.forEach((picture) => add(form, picture));
}

/** Older browsers have no field-sizing. */
function grow({ elements: { prompt } }) {
  if (CSS.supports("field-sizing", "content")) return;
  prompt.style.height = "auto";
  prompt.style.height = `${prompt.scrollHeight}px`;
}

/** In a session and over a still one asks again with other settings; an edit is said once. */
function made(form) {
  newKey(form);
  $(".errors", form).replaceChildren();
  if (form.matches(".compose")) return scrollTo({ top: 0, behavior: calm() ? "auto" : "smooth" });
  if (form.matches(".overlay")) return;
  $(".lines", form)?.replaceChildren();
  form.elements.prompt.value = "";
  emit(form.elements.prompt, "input");
  replaceAll(form, []);
}

/** Fills the bar with the settings of something that was made before. */
function reuse(form, settings) {
  const { elements } = form;
  elements.prompt.value = settings.prompt;
  $$("[name=models]", form).forEach((box) => (box.checked = box.value === settings.model && !box.dataset.why));
  for (const name of FIELDS) {
    const given = settings[name];
    if (!elements[name] || given == null) continue;
    const radio = $(`[type=radio][name="${name}"][value="${CSS.escape(given)}"]`, form);
    if (radio) radio.checked = true;
    else if (!elements[name].length) elements[name].value = given;
  }
  replaceAll(form, settings.references);
  $$("dialog[open]").forEach((dialog) => dialog.contains(form) || dialog.close());
  emit(elements.prompt, "input");
  elements.prompt.focus();
}

function step({ form, dataset }) {
  const field = form.elements.outputs;
  field.value = Math.min(Math.max(outputs(form) + Number(dataset.step), field.min), field.max);
  refresh(form);
}

export const focusPrompt = () => current()?.elements.prompt.focus();
export const generate = () => current()?.querySelector(".generate").click();

/** Listens to what happens in any composer. */
const listen = (type, act, options) =>
  document.addEventListener(type, (event) => {
    const form = event.target.closest?.(".composer");
    if (form) act(form, event);
  }, options);

listen("input", (form, { target }) => {
  if (target.type === "search") return;
  const words = target.name === "prompt";
  if (words) grow(form);
  $(".errors", form).replaceChildren();
  refresh(form, !words || form.elements.rows);
  saveDraft(form);
});
listen("submit", (form, event) => once(event), { capture: true });
// Enter in a field of the popovers is not the wish to spend.
listen("keydown", (form, event) => {
  if (event.key === "Enter" && event.target.matches("input") && !event.ctrlKey && !event.metaKey) event.preventDefault();
});
listen("px:references", (form) => {
  refresh(form);
  saveDraft(form);
});
listen("px:made", made);
// What will be sent, or whether it may be, has changed: a part of the form was fetched anew.
listen("px:enter", (form) => refresh(form));
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-reuse], [data-step]");
  if (button?.dataset.reuse) reuse(current(), JSON.parse(button.dataset.reuse));
  else if (button) step(button);
});
document.addEventListener("htmx:load", ({ target }) => {
  for (const form of $$(".composer", target)) {
    restoreDraft(form);
    newKey(form);
    grow(form);
    refresh(form);
  }
});
