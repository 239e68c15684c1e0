// One socket a tab. It carries facts ("generation:885 changed"), never HTML; fragments.js fetches what they are about.
import { $, $$ } from "./ui.js";
import { askAll, touch, touchAll } from "./fragments.js";

const BACKOFF = 300;
const BACKOFF_MOST = 15_000;
const SILENCE = 45_000;
const PONG_WITHIN = 10_000;
const POLL_AFTER = 10_000;
const POLL_EVERY = 5_000;

const topics = new Map(); // topic -> the last revision that was seen
const asked = new Set(); // topics whose "ok" has not come yet
let socket = null;
let attempts = 0;
let downSince = performance.now();
let [retry, poll, silence] = [0, 0, 0];

function say(state) {
  const pill = $("[data-connection]");
  if (!pill || pill.dataset.connection === state) return;
  pill.dataset.connection = state;
  pill.textContent = state;
  pill.className = `pill live ${state === "live" ? "ok" : "warn"}`;
}

const send = (frame) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
const subscribeAll = () => topics.forEach((_, topic) => subscribe(topic));

function subscribe(topic) {
  if (asked.has(topic)) return;
  asked.add(topic);
  send({ op: "sub", topic, since: topics.get(topic) });
}

const HANDLERS = {
  ok: caughtUp,
  ev: happened,
  tick,
  deny: forget,
  resync: ({ topic }) => (topic ? [topic] : [...topics.keys()]).forEach(again),
};

/** A right was lost: what may not be seen any more is not answered, and leaves the page. */
function forget({ topic }) {
  asked.delete(topic);
  if (topics.delete(topic)) askAll();
}

/** Whatever was on its way, its "ok" included, may have been dropped. */
function again(topic) {
  asked.delete(topic);
  subscribe(topic);
}

/** What was missed since the last revision; null when that is too much to tell. */
function caughtUp({ topic, rev, refs }) {
  asked.delete(topic);
  topics.set(topic, rev);
  if (refs === null) return touchAll(topic);
  refs.forEach((ref) => touch(ref, "", topic));
}

function happened({ topic, rev, ref, change }) {
  // A gap means that an event was lost on the way: ask for what happened since.
  if (rev > topics.get(topic) + 1) return subscribe(topic);
  if (rev <= topics.get(topic)) return;
  topics.set(topic, rev);
  touch(ref, change, topic);
}

function connect() {
  clearTimeout(retry);
  if (!topics.size || socket?.readyState <= WebSocket.OPEN) return;
  socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws/`);
  socket.onopen = () => {
    attempts = downSince = 0;
    poll = clearInterval(poll) ?? 0;
    asked.clear();
    say("live");
    subscribeAll();
    listen();
  };
  socket.onmessage = ({ data }) => {
    listen();
    const frame = JSON.parse(data);
    HANDLERS[frame.op]?.(frame);
  };
  socket.onclose = down;
}

/** A dead line looks like a silent one: after a while of silence ask, and reconnect when nobody answers. */
function listen() {
  clearTimeout(silence);
  silence = setTimeout(() => {
    send({ op: "ping" });
    silence = setTimeout(() => socket?.close(), PONG_WITHIN);
  }, SILENCE);
}

function down() {
  clearTimeout(silence);
  downSince ||= performance.now();
  if (!poll) say("reconnecting");
  if (performance.now() - downSince > POLL_AFTER) startPolling();
  const wait = Math.min(BACKOFF * 2 ** attempts++, BACKOFF_MOST) * (0.5 + Math.random() / 2);
  clearTimeout(retry);
  retry = setTimeout(connect, wait);
}

function startPolling() {
  if (poll) return;
  say("polling");
  poll = setInterval(() => topics.forEach(look), POLL_EVERY);
  topics.forEach(look);
}

async function look(since, topic) {
  const query = new URLSearchParams({ topic, since });
  try {
    const response = await fetch(`/live/changes/?${query}`, { cache: "no-store" });
    if (response.status === 403) location.reload(); // signed out meanwhile
    if (response.status === 404) topics.delete(topic);
    if (response.ok) caughtUp({ topic, ...(await response.json()) });
  } catch {
    // No network at all: the next round asks again, from the same revision.
  }
}

function now() {
  attempts = 0;
  connect();
}

/** Elements with data-topic and data-since say what this page has to hear of, also those that come later. */
export function watch() {
  for (const { dataset } of $$("[data-topic]")) {
    if (topics.has(dataset.topic)) continue;
    topics.set(dataset.topic, Number(dataset.since));
    subscribe(dataset.topic);
  }
  connect();
}

addEventListener("online", now);
addEventListener("pageshow", now);
addEventListener("pagehide", () => socket?.close());
addEventListener("offline", () => socket?.close());
document.addEventListener("visibilitychange", () => document.hidden || now());
document.addEventListener("px:enter", ({ target }) => target.dataset.topic && watch());
document.addEventListener("htmx:afterSettle", watch);
watch();

// What moves while people wait: ticks, seconds, the count in the tab's title, and one calm voice for screen readers.

const SPEAK_EVERY = 3000;
const ACTIVE = "queued submitting submitted storing".split(" ");
const title = document.title;
const started = new WeakMap();
const news = [];
let speaking = 0;

/** A fleeting frame of a running generation. Only what the provider really said is shown. */
export function tick({ ref, percent, position, message }) {
  const place = position > 1 ? `place ${position} in line` : "next in line";
  for (const element of $$(`[data-live="${ref}"]`)) {
    fill(element, "position", Number.isInteger(position) ? place : "");
    fill(element, "message", message);
    const bar = $("[data-slot=percent]", element);
    if (bar && typeof percent === "number") {
      bar.value = percent;
      bar.hidden = false;
    }
  }
}

function fill(element, slot, text) {
  const target = $(`[data-slot=${slot}]`, element);
  if (target && text !== undefined) target.textContent = text;
}

const words = (count) => (count < 60 ? `${count} s` : `${Math.floor(count / 60)} min ${count % 60} s`);

function count() {
  for (const element of $$("[data-elapsed]")) {
    if (!started.has(element)) started.set(element, performance.now() - Number(element.dataset.elapsed) * 1000);
    const text = words(Math.max(0, Math.floor((performance.now() - started.get(element)) / 1000)));
    if (element.textContent !== text) element.textContent = text;
  }
}

const entitle = () => {
  const running = $$(".generation").filter((element) => ACTIVE.includes(element.dataset.state)).length;
  document.title = running ? `(${running}) ${title}` : title;
};

/** Said at most every three seconds, however many pictures arrive. */
function announce(text) {
  news.push(text);
  speaking ||= setTimeout(() => {
    const region = $("#news");
    if (region) region.textContent = news.length > 3 ? `${news.length} generations ended` : news.join(". ");
    news.length = 0;
    speaking = 0;
  }, SPEAK_EVERY);
}

document.addEventListener("px:enter", ({ target, detail }) => {
  const [was, now] = [detail?.old?.dataset.state, target.dataset.state];
  if (ACTIVE.includes(was) && !ACTIVE.includes(now)) {
    announce(`${target.dataset.label} ${now === "succeeded" ? "finished" : now}`);
  }
  count();
  entitle();
});
document.addEventListener("px:gone", entitle);

count();
entitle();
setInterval(count, 1000);
