// Leave now: the page goes blank at once, then the session ends and a neutral site takes its place in the history.
// A click on the link, or Shift pressed and released alone three times within five seconds.

const PRESSES = 3;
const WITHIN = 5000;

function say(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function leave(address) {
  say("notes:disarm");
  say("notes:empty");
  say("notes:tell", "leave");
  // Without a network the browser would show an error page with the address: stay blank until there is one.
  if (navigator.onLine) location.replace(address);
  else window.addEventListener("online", () => location.replace(address), { once: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-leave]");
  if (!link) return;
  event.preventDefault();
  leave(link.href);
});

let alone = false;
let presses = [];

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!alone) presses = [];
}, true);

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  alone = false;
  const now = performance.now();
  presses = [...presses.filter((then) => now - then < WITHIN), now];
  if (presses.length >= PRESSES) leave(document.querySelector("[data-leave]")?.href ?? "/leave");
}, true);

// A click while Shift is down is a selection, not a press alone.
document.addEventListener("pointerdown", () => { alone = false; }, true);
