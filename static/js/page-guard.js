// No words outlive their page. A page that goes into the back/forward cache, or that another tab locks, signs out or leaves,
// is emptied. Scripts speak to each other by events on the document, never by import, so that each file stands alone:
//
//   notes:empty            empty this page now
//   notes:disarm           the page is going for good: warn nobody, save nothing
//   notes:save   [list]    save now; whoever has something to save adds the promise of it
//   notes:saved            something was saved
//   notes:veil             words that are not saved go out of sight
//   notes:tell   "…"       tell the other tabs: "save", "active", "lock", "out", "leave" or "open"
//   notes:told   "…"       another tab said so; preventDefault keeps the page for words that are not saved

const tabs = new BroadcastChannel("notes");
// "open", "locked" or "none"; nothing on a page that was drawn without knowing.
const { session } = document.documentElement.dataset;

// The head stays: without its title the tab would show the address.
function empty() {
  document.body.replaceChildren();
}

function say(name, detail) {
  return document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));
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
  const ended = data === "lock" || data === "out";
  // Only a page with words on it has something to hide; the others would call to each other for ever.
  if (ended && session !== "open") return;
  if (say("notes:told", data) && ended) {
    empty();
    location.reload();
  }
});

// What the server says about the session counts for every tab.
const news = { open: "open", locked: "lock", none: "out" }[session];
if (news) say("notes:tell", news);

// What goes into the back/forward cache goes empty; what comes out of it is fetched anew.
window.addEventListener("pagehide", (event) => event.persisted && empty());
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  empty();
  location.reload();
});

// A form that ends the session first lets the other tabs save.
document.addEventListener("submit", (event) => {
  if ("tell" in event.target.dataset && !event.defaultPrevented) say("notes:tell", "save");
});
