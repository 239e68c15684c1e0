// The few helpers that every module needs.

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
