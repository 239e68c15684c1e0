// Everything the studio runs in the browser. A module that finds nothing of its own on the page does nothing.
import "./fragments.js";
import "./live.js";
import "./gallery.js";
import { pick, show } from "./pictures.js";
import { focusPrompt, generate } from "./composer.js";
import "./thread.js";
import { $, $$, emit, kept, narrow, open, parse, typing } from "./ui.js";

// The keyboard map. Single letters work on the card that holds the focus, and can be switched off.

const letters = $("#letter-keys");
const click = (selector) => (card) => $(`${selector}:not([hidden])`, card)?.click();

const ON_CARD = {
  " ": show,
  i: show,
  l: click("[name=like]"),
  d: click("[name=dislike]"),
  r: click(".open[data-kind=image] ~ .tools [data-reference]"),
  e: click(".open[data-kind=image] ~ .tools [data-open=edit]"),
  a: click(".open[data-kind=image] ~ .tools [data-open=animate]"),
  g: click("[data-of=generation]"),
  c: click("[data-compare]"),
  x: pick,
  X: (card) => pick(card, true),
  D: click("[download]"),
  Delete: click("[data-of=output][data-confirm]"),
};
const ANYWHERE = {
  "/": focusPrompt,
  "?": () => open($("#shortcuts")),
};

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
  if (!card || !ON_CARD[key] || !target.matches(".open")) return ANYWHERE[key];
  emit(target, "focusin"); // The pointer may have taken the tools away.
  return () => ON_CARD[key](card);
}

if (letters) {
  letters.checked = kept.get("letters", true);
  letters.addEventListener("change", () => kept.set("letters", letters.checked));
}
document.addEventListener("keydown", press);

// Ctrl/Cmd+K: every project, session and action by name.

const dialog = $("#palette");
const field = dialog && $("input", dialog);
const list = dialog && $("[role=listbox]", dialog);

let filled = Promise.resolve();

const options = () => $$("[role=option]:not([hidden])", list);

function select(option) {
  for (const other of $$("[aria-selected=true]", list)) other.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function filter() {
  narrow(field, $$("[role=option]", list));
  select(options()[0]);
}

export function openPalette() {
  if (!dialog || dialog.open) return;
  open(dialog);
  field.value = "";
  filled = fill();
}

async function fill() {
  const response = await fetch(list.dataset.src).catch(() => null);
  if (response?.ok && !response.redirected) list.replaceChildren(...parse(await response.text()));
  filter();
}

function steer(event) {
  const at = options().findIndex((option) => option.matches("[aria-selected=true]"));
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1 };
  if (event.key in moves) select(options().at(moves[event.key] % options().length));
  else if (event.key === "Enter") filled.then(() => choose($("[aria-selected=true]", list)));
  else return;
  event.preventDefault();
}

function choose(option) {
  if (!option) return;
  dialog.close();
  if (option.dataset.href) location.assign(option.dataset.href);
  else document.getElementById(option.dataset.click)?.click();
}

if (dialog) {
  field.addEventListener("input", filter);
  field.addEventListener("keydown", steer);
  list.addEventListener("click", ({ target }) => choose(target.closest("[role=option]")));
  for (const button of $$("[data-palette]")) button.addEventListener("click", openPalette);
}
