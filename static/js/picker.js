// Models say in data attributes what they can do; what does not fit the other choices is disabled, with the reason.
import { $, $$, narrow } from "./dom.js";

const boxes = (form) => $$("[name=models]", form);
export const chosen = (form) => boxes(form).filter((box) => box.checked);

function unfit({ dataset: { references: most } }, held) {
  if (!most || held <= most) return "";
  return Number(most) ? `Takes at most ${most} reference pictures.` : "Takes no reference pictures.";
}

/** A model that is already chosen stays chosen, with a warning: nothing is dropped behind a person's back. */
export function fitModels(form, held) {
  let wrong = false;
  for (const box of boxes(form)) {
    const reason = box.dataset.why || unfit(box, held);
    $(".reason", box.closest(".model")).textContent = reason;
    box.disabled = Boolean(reason) && !box.checked;
    wrong ||= Boolean(reason) && box.checked;
  }
  $("[popovertarget$=models]", form).toggleAttribute("data-invalid", wrong);
}

/** Shapes and sizes that every chosen model can make. The empty one leaves it to the model. */
export function fitOptions(form) {
  for (const [name, ability] of [["aspect_ratio", "shapes"], ["resolution", "sizes"]]) {
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
