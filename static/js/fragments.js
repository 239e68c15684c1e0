// Elements say what they show (data-live="generation:885" data-frag="generation"). A fact about a row makes them dirty;
// all dirty ones are fetched in one request, each replaces itself, and one that is not answered leaves the page.
import { $, $$, emit, parse } from "./ui.js";

const COALESCE = 24;
const RETRY = 1500;
const MOST = 100;
const dirty = new Set();
const lists = new Set();
const unseen = new Set();
let timer = 0;
const summing = {};
let busy = false;
let arriving = 0;

export const shown = (ref) => $$(`[data-live="${ref}"]`);

/** `change` is new, put, del, or empty when only "something happened to it" is known. */
export function touch(ref, change = "", topic = null) {
  const elements = shown(ref);
  sum(topic);
  // Who hears of all outputs of a project hears of a new one when it is there.
  if (change !== "del" && !elements.length && (change !== "put" || topic?.startsWith("outputs"))) extendLists(topic);
  if (arriving || lists.size) unseen.add(ref);
  if (change === "del") return elements.forEach(remove);
  if (change !== "new") elements.forEach(ask);
  schedule();
}

const ask = ({ dataset }) => dirty.add(`${dataset.frag}:${dataset.live.split(":")[1]}`);

/** What sums a topic up is asked for again, but not for each fact. */
function sum(topic) {
  summing[topic] ||= setTimeout(() => {
    summing[topic] = 0;
    $$(`[data-sum][data-live="${topic}"]`).forEach(ask);
    schedule();
  }, 400);
}

/** Rows on their way to the page: what changes meanwhile may not be in them, so it is asked for afterwards. */
export async function arrival(work) {
  arriving++;
  try {
    return await work();
  } finally {
    arriving--;
    const missed = [...unseen].filter((ref) => shown(ref).length);
    if (!arriving) unseen.clear();
    missed.forEach((ref) => touch(ref, "put"));
  }
}

/** Too far behind to name what was missed: all is asked for again. */
export function touchAll(topic) {
  extendLists(topic);
  askAll();
}

export function askAll() {
  $$("[data-live][data-frag]").forEach(ask);
  schedule();
}

function extendLists(topic) {
  for (const list of $$("[data-live-list]")) if (!topic || list.dataset.liveList.split(" ").includes(topic)) lists.add(list);
}

function schedule(wait = COALESCE) {
  timer ||= setTimeout(flush, wait);
}

async function flush() {
  timer = 0;
  if (busy) return;
  busy = true;
  const asked = [...dirty].slice(0, MOST);
  const waiting = [...lists];
  asked.forEach((key) => dirty.delete(key));
  lists.clear();
  try {
    // One after the other: a row is never replaced by an answer that is older than the one it shows.
    for (const list of waiting) await arrival(() => extend(list));
    if (asked.length) await refetch(asked);
    busy = false;
    if (dirty.size || lists.size) schedule(0);
  } catch (error) {
    busy = false;
    // What was refused will be refused again; what got lost is asked for again.
    if (error.refused) return;
    asked.forEach((key) => dirty.add(key));
    waiting.forEach((list) => lists.add(list));
    schedule(RETRY);
  }
}

export async function html(url) {
  // One answer that never comes must not hold up the others.
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000), cache: "no-store" });
  const { ok, redirected, status } = response;
  if (redirected || status === 403) location.reload(); // signed out meanwhile
  if (!ok) throw Object.assign(new Error(`${status} for ${url}`), { refused: status < 500 && status !== 429 });
  return parse(await response.text());
}

async function refetch(asked) {
  const roots = await html(`/live/?${asked.map((key) => `f=${key}`).join("&")}`);
  for (const root of roots) replace(document.getElementById(root.id), root);
  const answered = new Set(roots.map(({ dataset }) => `${dataset.frag}:${dataset.live.split(":")[1]}`));
  for (const key of asked.filter((key) => !answered.has(key))) {
    const [frag, pk] = key.split(":");
    $$(`[data-frag="${frag}"][data-live$=":${pk}"]`).forEach(remove);
  }
}

async function extend(list) {
  const top = $("[data-top]", list) ?? list;
  if (top.dataset.emptied) return;
  const url = new URL(list.dataset.src, location.href);
  // A thread grows at its end, everything else on top.
  const thread = "oldestFirst" in list.dataset;
  const { key } = list.dataset;
  url.searchParams.set("newer", key ?? (thread ? list.lastElementChild : $("[data-key]", top))?.dataset.key ?? 0);
  const roots = await html(url);
  if (key) list.dataset.key = Math.max(key, ...roots.map(({ dataset }) => dataset.key ?? 0));
  // Too many at once come as whole pages instead.
  if (roots[0]?.matches(".page")) return list.replaceChildren(...roots.map(enter));
  const fresh = roots.filter((root) => !document.getElementById(root.id) && !("again" in root.dataset));
  roots.forEach((root) => replace(document.getElementById(root.id), root));
  // The end itself is still to come.
  if (thread && $(".more", list)) return;
  top[thread ? "append" : "prepend"](...fresh);
  fresh.forEach((root) => enter(root));
}

/** Makes new content work: htmx attributes, and whoever listens for arrivals. */
export function enter(root, old = null) {
  window.htmx.process(root);
  queueMicrotask(() => emit(root, "px:enter", { old }));
  return root;
}

function replace(old, root) {
  if (!old || $("textarea:focus", old) || Number(root.dataset.rev) < Number(old.dataset.rev)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  emit(old, "px:leave");
  // Pictures that are there already move over: nothing flickers.
  for (const picture of $$("img", root)) {
    const loaded = $(`img[src="${picture.getAttribute("src")}"]`, old);
    if (loaded) picture.replaceWith(loaded);
  }
  old.replaceWith(root);
  enter(root, old);
  const giveBack = () => (focusable(root, focused) ?? root).focus({ preventScroll: true });
  // Twice: with the focus a card gets its tools.
  if (focused) giveBack(giveBack());
}

/** What takes the focus over: the same control, else the first of the same part, else of all. */
function focusable(root, focused) {
  const same = focused.name && $(`[name="${focused.name}"]`, root);
  const part = $(`#${focused.closest?.("[id]")?.id}`, root) ?? root;
  return same || (part.matches("a, button") ? part : $("a, button, input, select", part));
}

function remove(element) {
  const held = element.contains(document.activeElement);
  const next = element.nextElementSibling ?? element.previousElementSibling;
  emit(element, "px:leave");
  element.remove();
  emit(document, "px:gone");
  if (held && next) focusable(next, {})?.focus({ preventScroll: true });
}

document.addEventListener("px:touch", ({ detail }) => detail.refs.forEach((ref) => touch(ref)));
