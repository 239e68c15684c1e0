// Every form.composer: at the bottom of a page or in a dialog, there from the start or brought by htmx.
// The server decides what is possible; this keeps the form honest while a person chooses.
import { $, $$, calm, current, emit, kept } from "./dom.js";
import * as references from "./references.js";
import { fitModels, fitOptions, chosen } from "./picker.js";

const DOUBLE_CLICK = 500;
const FIELDS = ["aspect_ratio", "resolution", "outputs", "seed"];

const outputs = (form) => Math.max(1, Number(form.elements.outputs?.value) || 1);
const choice = (form, name) => $(`[name="${name}"]:checked:enabled`, form)?.closest(".choice").textContent.trim();

/** What the chips and the button say. */
function tell(form) {
  const models = chosen(form);
  const held = references.count(form);
  const sent = $("[data-context]", form)?.dataset;
  const named = models.slice(0, form.matches(".compose") ? 1 : 2).map((box) => box.dataset.label);
  const words = {
    models: named.length === models.length && named.join(", ") || `${models.length || "No"} models`,
    shape: [choice(form, "aspect_ratio"), choice(form, "resolution")].filter(Boolean).join(" · "),
    seed: form.elements.seed?.value || "Seed",
    references: `References ${sent ? `${sent.context} + ${held} of ${sent.most}` : held || ""}`,
    count: models.length * outputs(form) || "",
  };
  for (const part of $$("[data-says]", form)) part.textContent = words[part.dataset.says];
  $(".generate", form).disabled = !models.length || Boolean($("[data-busy]", form));
}

/** After every choice. `ask` = the price may have changed. */
export function refresh(form, ask = true) {
  fitModels(form, references.count(form));
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
  const { draft } = form.dataset;
  if (draft) kept.set(`draft:${draft}`, { prompt: form.elements.prompt.value, references: references.all(form) });
}

function restoreDraft(form) {
  const saved = kept.get(`draft:${form.dataset.draft}`);
  if (!saved) return;
  form.elements.prompt.value ||= saved.prompt;
  saved.references.forEach((picture) => references.add(form, picture));
}

/** Older browsers have no field-sizing. */
function grow({ elements: { prompt } }) {
  if (CSS.supports("field-sizing", "content")) return;
  prompt.style.height = "auto";
  prompt.style.height = `${prompt.scrollHeight}px`;
}

/** In a session one asks again with other settings; an edit is said once. */
function made(form) {
  newKey(form);
  $(".errors", form).replaceChildren();
  if (form.matches(".compose")) return scrollTo({ top: 0, behavior: calm() ? "auto" : "smooth" });
  form.elements.prompt.value = "";
  references.replaceAll(form, []);
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
  references.replaceAll(form, settings.references);
  $$("dialog[open]").forEach((dialog) => dialog.contains(form) || dialog.close());
  grow(form);
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
  refresh(form, !words);
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
