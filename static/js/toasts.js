import { $, clone } from "./dom.js";

const SHOWN = 6000;

/** Says something once. Errors stay until they are closed. */
export function toast(message, level = "info") {
  const area = $(".toasts");
  const element = clone("toast");
  element.classList.add(level);
  element.setAttribute("role", level === "error" ? "alert" : "status");
  $("p", element).textContent = message;
  $("button", element).addEventListener("click", () => element.remove());
  area.append(element);
  // The top layer is ordered by opening: shown again, it stands above a dialog that opened meanwhile.
  if (area.matches(":popover-open")) area.hidePopover();
  area.showPopover();
  if (level !== "error") setTimeout(() => element.remove(), SHOWN);
}

const WORDS = {
  403: "You may look here, but not change anything.",
  404: "This is gone.",
  413: "This file is too large.",
  429: "Too many requests. Wait a moment and try again.",
};

/** The sentence for a refused request: what the server said if it is a sentence, else what the number means. */
export function reason(status, body = "") {
  const told = body.trim();
  const plain = told && told.length < 300 && !told.startsWith("<") && !told.startsWith("{");
  return plain ? told : (WORDS[status] ?? "That did not work. Try again.");
}

document.addEventListener("px:toast", ({ detail }) => toast(detail.message, detail.level));
document.addEventListener("htmx:responseError", ({ detail }) =>
  toast(reason(detail.xhr.status, detail.xhr.responseText), "error"),
);
document.addEventListener("htmx:sendError", () => toast("The studio cannot be reached. Check your network.", "error"));
