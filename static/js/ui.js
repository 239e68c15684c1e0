// What every module needs, and what every page has: toasts, dialogs, and buttons that copy, post or ask first.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"));

/** The element children of a piece of HTML; its scripts never run. */
export const parse = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children];
};

export const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export const typing = (target) => target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select");

export const emit = (target, name, detail) =>
  target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

/** What a person chose, kept in this browser only. Private windows may refuse to keep anything. */
export const kept = {
  get(key, otherwise = null) {
    try {
      return JSON.parse(localStorage.getItem(`px:${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`px:${key}`, JSON.stringify(value));
    } catch {
      // Nothing is lost but the memory of a choice.
    }
  },
};

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The composer that words and pictures go to: that of the dialog on top, else the page's own. */
export const current = () => $$("dialog[open] .composer").at(-1) ?? $(".room .composer");

/** Leaves of the rows only those that have every word of the field. */
export function narrow(field, rows) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
}

// Toasts

const SHOWN = 6000;

/** Says something once. Errors stay until they are closed. */
export function toast(message, level = "info") {
  const element = clone("toast");
  element.classList.add(level);
  element.setAttribute("role", level === "error" ? "alert" : "status");
  $("p", element).textContent = message;
  $(".toasts").append(element);
  present(element);
}

function present(element) {
  const area = element.parentNode;
  $("[aria-label]", element).addEventListener("click", () => element.remove());
  // The top layer is ordered by opening: shown again, it stands above a dialog that opened meanwhile.
  if (area.matches(":popover-open")) area.hidePopover();
  area.showPopover();
  if (!element.matches(".error")) setTimeout(fade, SHOWN, element);
}

/** Not from under the hand that is about to press what stands in it. */
function fade(element) {
  if (element.matches(":hover, :focus-within")) setTimeout(fade, SHOWN, element);
  else element.remove();
}

// With a way back they come from the server.
document.addEventListener("htmx:load", ({ target }) => target.matches(".toast") && present(target));

const WORDS = {
  403: "You may look here, but not change anything.",
  404: "This is gone.",
  413: "This file is too large.",
  429: "Too many requests. Wait a moment and try again.",
};

/** The sentence for a refused request: what the server said if it is a sentence, else what the number means. */
export function reason(status, body = "") {
  const told = body.trim();
  const plain = told && told.length < 300 && !told.startsWith("<") && !told.startsWith("{");
  return plain ? told : (WORDS[status] ?? "That did not work. Try again.");
}

document.addEventListener("px:toast", ({ detail }) => toast(detail.message, detail.level));
document.addEventListener("htmx:responseError", ({ detail }) =>
  toast(reason(detail.xhr.status, detail.xhr.responseText), "error"),
);
// A price that was not told is asked for again with the next choice.
document.addEventListener("htmx:sendError", ({ target }) => {
  if (!target.matches(".estimate")) toast("The studio cannot be reached. Check your network.", "error");
});

// Dialogs are the browser's own: they make the rest inert, close on Esc and give the focus back.

const openers = new WeakMap();

export function open(dialog) {
  if (dialog.open) return;
  // The item of a menu is hidden by then; what opened the menu is not.
  const menu = document.activeElement.closest("[popover]");
  if (menu) $(`[popovertarget="${menu.id}"]`)?.focus();
  openers.set(dialog, document.activeElement);
  dialog.showModal();
}

/** A live update may have replaced what opened the dialog: its successor has the same address. */
function giveBack(dialog) {
  const opener = openers.get(dialog);
  if (!opener || opener.isConnected) return;
  const id = opener.closest("[id]")?.id;
  const successor = id && document.getElementById(id);
  (successor && ($(".open, a, button", successor) ?? successor))?.focus({ preventScroll: true });
}

const outside = (dialog, { clientX, clientY }) => {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
};

/** A link's dialog is filled from its address. Closed again, the focus is on the card: the toolbar moves about. */
function bring(dialog, link) {
  $(".open", link.closest(".card") ?? dialog)?.focus({ preventScroll: true });
  // Emptied first: htmx would hand attributes of the last content on to the next one.
  dialog.replaceChildren();
  window.htmx.ajax("GET", link.href, { target: dialog, swap: "innerHTML" });
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-open]");
  const wanted = opener && document.getElementById(opener.dataset.open);
  if (wanted && !opener.href) open(wanted);
  else if (wanted && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    bring(wanted, opener);
  }
  if (target.closest("[data-close]")) target.closest("dialog").close();
  if (target.matches("dialog[open]") && event.detail && outside(target, event)) target.close();
});

// What htmx brings into a dialog opens it.
document.addEventListener("htmx:load", ({ target: { parentNode } }) => parentNode.matches?.("dialog") && open(parentNode));
for (const dialog of $$("dialog")) dialog.addEventListener("close", () => giveBack(dialog));

// Buttons outside forms say what they do by data attributes.

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
