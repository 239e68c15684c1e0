// What moves while people wait: ticks, seconds, the count in the tab's title, and one calm voice for screen readers.
import { $, $$ } from "./dom.js";

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
