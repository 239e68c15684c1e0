// Dialogs are the browser's own: they make the rest inert, close on Esc and give the focus back.
import { $, $$ } from "./dom.js";

const openers = new WeakMap();

export function open(dialog) {
  if (dialog.open) return;
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

document.addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-open]");
  if (opener) open(document.getElementById(opener.dataset.open));
  if (target.closest("[data-close]")) target.closest("dialog").close();
  if (target.matches("dialog[open]") && event.detail && outside(target, event)) target.close();
});

for (const dialog of $$("dialog")) dialog.addEventListener("close", () => giveBack(dialog));
