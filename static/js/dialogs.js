// Dialogs are the browser's own: they make the rest inert, close on Esc and give the focus back.
import { $, $$ } from "./dom.js";

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
