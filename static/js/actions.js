// What buttons outside forms do: copy, post, confirm. They say so by data attributes.
import { $, csrf } from "./dom.js";
import { toast } from "./toasts.js";

async function copy(button) {
  const text = button.dataset.copy || $(button.dataset.copyFrom).textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard to write to, only the old way.
    const area = document.createElement("textarea");
    area.value = text;
    (button.closest("dialog") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  toast("Copied.");
}

/** Asks first when `question` is given. True when the person agrees. */
export function confirmed(question, verb = "Delete") {
  const dialog = $("#confirm");
  $("p", dialog).textContent = question;
  $("[value=yes]", dialog).textContent = verb;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }),
  );
}

export async function post(button) {
  const { confirm, verb } = button.dataset;
  if (confirm && !(await confirmed(confirm, verb))) return;
  window.htmx.ajax("POST", button.dataset.post, { source: document.body, swap: "none", headers: csrf() });
}

document.addEventListener("click", ({ target, detail }) => {
  const button = target.closest("[data-copy], [data-copy-from], [data-post]");
  // The second click of a double click asks for nothing more: it would be paid, too.
  if (!button || detail > 1) return;
  if (button.dataset.post) post(button);
  else copy(button);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && "reload" in detail.elt.dataset) location.reload();
});

document.addEventListener("htmx:confirm", async (event) => {
  const { question, elt, verb, path, issueRequest } = event.detail;
  if (!question) return;
  event.preventDefault();
  if (!(await confirmed(question, elt.dataset.verb))) return;
  // Its row may have been fetched anew while the question stood there; what was agreed to still happens.
  if (elt.isConnected) issueRequest(true);
  else window.htmx.ajax(verb, path, { source: document.body, swap: "none" });
});
