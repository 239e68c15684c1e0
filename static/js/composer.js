// The bar at the bottom. The server decides what is possible; this keeps the bar honest while a person chooses.
import { $, $$, calm, kept } from "./dom.js";
import * as references from "./references.js";
import { fitModels, fitOptions, chosen } from "./picker.js";

const form = $(".composer");
const prompt = form?.elements.prompt;
const draft = form && `draft:${form.dataset.session}`;
const DOUBLE_CLICK = 500;
const FIELDS = ["aspect_ratio", "resolution", "outputs", "seed"];

const outputs = () => Math.max(1, Number(form.elements.outputs.value) || 1);

function label() {
  const models = chosen(form);
  const [only] = models;
  $("#models-label").textContent = models.length === 1 ? only.dataset.label : `${models.length || "No"} models`;
  $("#shape-label").textContent = [value("aspect_ratio"), value("resolution")?.toUpperCase()].filter(Boolean).join(" · ");
  $("#seed-label").textContent = form.elements.seed.value || "Seed";
  const held = references.count();
  $("#references-label").textContent = held ? `References ${held}` : "References";
  $("#generate-count").textContent = models.length * outputs() || "";
  $(".generate", form).disabled = !models.length;
}

const value = (name) => $(`[name="${name}"]:checked`, form)?.value;

/** After every choice. `ask` = the price may have changed. */
function refresh(ask = true) {
  fitModels(form, references.count());
  fitOptions(form);
  label();
  if (ask) form.dispatchEvent(new CustomEvent("px:estimate"));
}

/** A key for the next click. Sent twice, it still makes one batch. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  form.elements.idempotency_key.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let sent = -DOUBLE_CLICK;

/** A double click is one click, however quickly the first was answered. */
function once(event) {
  if (event.timeStamp - sent < DOUBLE_CLICK) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else sent = event.timeStamp;
}

const saveDraft = () => kept.set(draft, { prompt: prompt.value, references: references.all() });

function restoreDraft() {
  const saved = kept.get(draft);
  if (!saved) return;
  prompt.value ||= saved.prompt;
  saved.references.forEach(references.add);
}

/** Older browsers have no field-sizing. */
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  prompt.style.height = "auto";
  prompt.style.height = `${prompt.scrollHeight}px`;
}

function made() {
  newKey();
  $("#composer-errors").replaceChildren();
  scrollTo({ top: 0, behavior: calm() ? "auto" : "smooth" });
}

/** Fills the bar with the settings of something that was made before. */
function reuse(settings) {
  prompt.value = settings.prompt;
  $$("[name=models]", form).forEach((box) => (box.checked = box.value === settings.model && !box.dataset.why));
  for (const name of FIELDS) {
    const given = settings[name];
    if (given === undefined || given === null) continue;
    const radio = $(`[type=radio][name="${name}"][value="${CSS.escape(given)}"]`, form);
    if (radio) radio.checked = true;
    else if (!form.elements[name].length) form.elements[name].value = given;
  }
  references.replaceAll(settings.references);
  $$("dialog[open]").forEach((dialog) => dialog.close());
  refresh();
  grow();
  prompt.focus();
}

function step({ target }) {
  const button = target.closest("[data-step]");
  if (!button) return;
  const field = form.elements.outputs;
  field.value = Math.min(Math.max(outputs() + Number(button.dataset.step), field.min), field.max);
  refresh();
}

export const focusPrompt = () => prompt?.focus();
export const generate = () => form?.requestSubmit();

if (form) {
  form.addEventListener("input", ({ target }) => {
    if (target.matches(".search input")) return;
    if (target === prompt) grow();
    $("#composer-errors").replaceChildren();
    refresh(target !== prompt);
    saveDraft();
  });
  form.addEventListener("click", step);
  form.addEventListener("submit", once, { capture: true });
  // Enter in a field of the popovers is not the wish to spend.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input") && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
  form.addEventListener("px:references", () => {
    refresh();
    saveDraft();
  });
  document.addEventListener("px:made", made);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-reuse], [data-reference]");
    if (button?.dataset.reuse) reuse(JSON.parse(button.dataset.reuse));
    else if (button) references.toggle(button.dataset.reference
      ? JSON.parse(button.dataset.reference)
      : references.ofCard(button.closest(".card")));
  });
  restoreDraft();
  newKey();
  grow();
  refresh();
}
