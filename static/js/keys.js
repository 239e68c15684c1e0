// The keyboard map. Single letters work on the card that holds the focus, and can be switched off.
import { $, kept } from "./dom.js";
import { open } from "./dialogs.js";
import { focusPrompt, generate } from "./composer.js";
import { openPalette } from "./palette.js";
import { show } from "./lightbox.js";

const letters = $("#letter-keys");
const click = (selector) => (card) => $(selector, card)?.click();

const ON_CARD = {
  " ": show,
  i: show,
  r: click("[data-reference]"),
  e: click(".open[data-kind=image] ~ .tools [data-open=edit]"),
  g: click("[data-of=generation]"),
  c: click("[data-compare]"),
  D: click("[download]"),
  Delete: click("[data-of=output][data-confirm]"),
};
const ANYWHERE = {
  "/": focusPrompt,
  "?": () => open($("#shortcuts")),
};

const typing = (target) => target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select");

function press(event) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const act = ctrlKey || metaKey ? combined(key) : single(key, target);
  if (!act || altKey || event.defaultPrevented) return;
  event.preventDefault();
  act();
}

const combined = (key) => ({ k: openPalette, Enter: generate })[key];

function single(key, target) {
  if (typing(target) || $("dialog[open]") || (letters && !letters.checked)) return null;
  const card = target.closest?.(".card[data-output]");
  if (card && ON_CARD[key] && target.matches(".open")) return () => ON_CARD[key](card);
  return ANYWHERE[key];
}

if (letters) {
  letters.checked = kept.get("letters", true);
  letters.addEventListener("change", () => kept.set("letters", letters.checked));
}
document.addEventListener("keydown", press);
