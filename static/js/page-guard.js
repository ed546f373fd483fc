// No words outlive their page. A page that goes into the back/forward cache, or that another tab locks, signs out
// or leaves, is emptied. Other scripts speak to this one by events on the document, never by import: each file stands alone.
//
//   notes:empty            empty this page now
//   notes:tell  {detail}   tell the other tabs: "save", "lock", "out", "leave" or "open"
//   notes:told  {detail}   another tab said so

const tabs = new BroadcastChannel("notes");

// The head stays: without its title the tab would show the address.
function empty() {
  document.body.replaceChildren();
}

function say(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

document.addEventListener("notes:empty", empty);
document.addEventListener("notes:tell", (event) => tabs.postMessage(event.detail));

tabs.addEventListener("message", ({ data }) => {
  if (data === "leave") {
    say("notes:disarm");
    empty();
    location.replace("/leave");
    return;
  }
  const told = new CustomEvent("notes:told", { detail: data, cancelable: true });
  // A page with words that were not saved keeps them, out of sight, and says so by preventDefault.
  if (document.dispatchEvent(told) && (data === "lock" || data === "out")) {
    empty();
    location.reload();
  }
});

// What goes into the back/forward cache goes empty; what comes out of it is fetched anew.
window.addEventListener("pagehide", (event) => event.persisted && empty());
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  empty();
  location.reload();
});

// An answer "signed out" or "locked" never lands inside a page. What was being posted is posted again as a whole page, so
// that the server can carry it through the sign-in; everything else is fetched anew.
document.addEventListener("htmx:before:response", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (response.status !== 401 && response.status !== 423) return;
  event.preventDefault();
  const form = sourceElement.closest("form[method=post]");
  if (form) form.submit();
  else location.reload();
});

// A form that locks or ends the session tells the other tabs as it goes.
document.addEventListener("submit", (event) => {
  const kind = event.target.dataset.tell;
  if (kind && !event.defaultPrevented) say("notes:tell", kind);
});

// An open page tells the tabs that wait for a sign-in or an unlock.
if (document.querySelector("idle-lock")) say("notes:tell", "open");
