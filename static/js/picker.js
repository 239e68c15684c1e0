// Models say in data attributes what they can do; what does not fit the other choices is disabled, with the reason.
import { $, $$ } from "./dom.js";

export const boxes = (form) => $$("[name=models]", form);
export const chosen = (form) => boxes(form).filter((box) => box.checked);

function unfit(box, references) {
  const most = Number(box.dataset.references);
  if (!references || references <= most) return "";
  return most ? `Takes at most ${most} reference pictures.` : "Takes no reference pictures.";
}

/** A model that is already chosen stays chosen, with a warning: nothing is dropped behind a person's back. */
export function fitModels(form, references) {
  let wrong = false;
  for (const box of boxes(form)) {
    const reason = box.dataset.why || unfit(box, references);
    $(".reason", box.closest(".model")).textContent = reason;
    box.disabled = Boolean(reason) && !box.checked;
    wrong ||= Boolean(reason) && box.checked;
  }
  $("#models-chip").toggleAttribute("data-invalid", wrong);
}

/** Shapes and sizes that every chosen model can make. */
export function fitOptions(form) {
  for (const [name, ability] of [["aspect_ratio", "shapes"], ["resolution", "sizes"]]) {
    const radios = $$(`[name="${name}"]`, form);
    for (const radio of radios) {
      const cannot = chosen(form).filter((box) => !box.dataset[ability].split(" ").includes(radio.value));
      radio.disabled = cannot.length > 0;
      radio.closest(".choice").title = cannot.length ? `Not with ${cannot.map((box) => box.dataset.label).join(", ")}` : "";
    }
    const possible = radios.filter((radio) => !radio.disabled);
    if (!possible.some((radio) => radio.checked) && possible[0]) possible[0].checked = true;
  }
}

$("#model-search")?.addEventListener("input", ({ target }) => {
  const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of $$(".model")) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of $$(".model-group")) group.hidden = !$(".model:not([hidden])", group);
});
