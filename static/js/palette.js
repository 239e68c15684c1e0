// Ctrl/Cmd+K: every project, session and action by name.
import { $, $$, narrow, parse } from "./dom.js";
import { open } from "./dialogs.js";

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

function press(event) {
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
  field.addEventListener("keydown", press);
  list.addEventListener("click", ({ target }) => choose(target.closest("[role=option]")));
  for (const button of $$("[data-palette]")) button.addEventListener("click", openPalette);
}
