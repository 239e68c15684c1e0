// An edit conversation: the strip follows the scrolling, the composer what it continues, and two pictures are compared.
import { $, $$, calm, emit, open } from "./ui.js";
import { focusPrompt, refresh } from "./composer.js";

const strip = $(".strip");
const group = (number) => number && $(`.group[data-number="${number}"]`, strip);
let here = "";
let sent = 0;

/** The turn that is looked at, and the line of those that it descends from. */
function mark(number = here) {
  here = number;
  const shown = group(here);
  if (!shown) return;
  // Measured before anything changes: nothing has to be laid out twice while a person scrolls.
  const left = shown.offsetLeft - strip.scrollLeft;
  if (left < 0 || left + shown.offsetWidth > strip.clientWidth) {
    strip.scrollTo({ left: shown.offsetLeft - strip.clientWidth / 2 });
  }
  const line = new Set();
  for (let turn = shown; turn && !line.has(turn); turn = group(turn.dataset.parent)) line.add(turn);
  for (const turn of $$(".group", strip)) {
    turn.toggleAttribute("data-line", line.has(turn));
    turn.toggleAttribute("data-shown", turn === shown);
    $(".label", turn).ariaCurrent = turn === shown ? "true" : null;
  }
  const place = $("[data-here]");
  if (place && here > 0) place.textContent = here;
}

// A line across the screen, above its middle: the turn that lies on it.
const looks = new IntersectionObserver(
  (entries) => entries.forEach(({ isIntersecting, target }) => isIntersecting && mark(target.dataset.number)),
  { rootMargin: "-40% 0px -60%" },
);

/** What was sent may be on the page before its answer is, or after. */
function reveal() {
  const turn = sent && document.getElementById(`turn-${sent}`);
  if (!turn) return;
  sent = 0;
  turn.scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
}

function entered() {
  $$(".turn[id]").forEach((turn) => looks.observe(turn));
  mark();
  reveal();
}

/** A link says from what; without this module it brings the page again with that chosen. */
function goOn(event) {
  const link = event.target.closest('a[href*="?continues="]');
  const form = $(".composer.edit");
  if (!form || !link || link.pathname !== location.pathname || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  link.closest("dialog")?.close();
  choose(form, new URL(link.href).searchParams.get("continues"));
  focusPrompt();
}

/** A turn that is not on the page is on an earlier one. */
function lookUp({ target }) {
  const link = target.closest('a[href^="#turn-"]');
  if (!link || $(link.hash)) return;
  location.assign(`?before=${Math.max(2, Number(link.hash.slice(6)) + 1)}${link.hash}`);
}

function choose(form, continues) {
  form.elements.continues.value = continues;
  // Loaded again, the page must not go on from another picture than the one that was chosen.
  history.replaceState(null, "", continues ? `?continues=${continues}` : location.pathname);
  emit(form, "px:estimate");
}

const dialog = $("#compare");

/** A picture and what it was made from; without one, the newest. */
function compare(output) {
  const pictures = $$("[data-picture]", strip);
  const right = pictures.find((picture) => picture.dataset.picture === output) ?? pictures.at(-1);
  const [one, other] = $$("select", dialog);
  for (const list of [one, other]) {
    list.replaceChildren(...pictures.map(({ title, dataset }) => new Option(title, dataset.picture)));
  }
  other.value = right?.dataset.picture;
  one.value = right?.dataset.base || pictures[0]?.dataset.picture;
  draw();
  open(dialog);
}

function draw() {
  const [left, right] = $$("img", dialog);
  const [one, other] = $$("select", dialog);
  for (const [image, list] of [[left, one], [right, other]]) {
    image.src = dialog.dataset.file.replace("/0/", `/${list.value}/`);
    image.alt = list.selectedOptions[0]?.text ?? "";
  }
  dialog.style.setProperty("--cut", `${$("[type=range]", dialog).value}%`);
}

if (strip) {
  entered();
  if (!location.hash) $$(".turn[id]").at(-1)?.scrollIntoView();
  document.addEventListener("px:enter", entered);
  document.addEventListener("click", goOn);
  document.addEventListener("click", lookUp);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-compare]");
    if (button) compare(button.closest(".card")?.dataset.output);
  });
  document.addEventListener("px:made", ({ target, detail }) => {
    if (!detail.turn) return;
    sent = detail.turn;
    reveal();
    choose(target, "");
  });
  // The price comes with what will be sent.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.matches(".edit .estimate")) refresh(target.closest("form"), false);
  });
  dialog.addEventListener("input", draw);
}
