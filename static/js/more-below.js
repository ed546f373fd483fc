// <more-below>: entries by month and, last in it, a link to the next page. The next page comes by itself when its link comes
// near, a few times; then it waits to be pressed, so that the foot of the page can be reached. The link is a real one: it can be
// kept, and without script it is followed. Whoever opens an entry of a later page comes back to that page.

const BY_ITSELF = 4;
const NEAR = "400px";

class MoreBelow extends HTMLElement {
  loaded = 0;
  pressed = false;

  connectedCallback() {
    this.addEventListener("click", (event) => this.clicked(event));
    this.watcher = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.near(), { rootMargin: NEAR });
    this.watch();
  }

  disconnectedCallback() {
    this.watcher.disconnect();
  }

  get link() {
    return this.querySelector("a[rel=next]");
  }

  watch() {
    this.watcher.disconnect();
    if (this.link && this.loaded < BY_ITSELF) this.watcher.observe(this.link);
  }

  near() {
    // Not before somebody has moved: a page that is only looked at stays as light as it came.
    if (scrollY > 0) this.load(this.link);
    else addEventListener("scroll", () => this.watch(), { once: true });
  }

  clicked(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const page = link.closest("li")?.dataset.page;
    if (page) history.replaceState(null, "", page);
    if (link !== this.link) return;
    event.preventDefault();
    this.loaded = 0;
    this.pressed = true;
    this.load(link);
  }

  async load(link) {
    // Pressed while it is on its way already: once is enough.
    if (link.ariaBusy) return;
    link.ariaBusy = "true";
    const next = await this.fetched(link.href);
    // Signed out, locked, or no network: the link itself tells what is the matter.
    if (!next) {
      link.ariaBusy = null;
      if (this.pressed) location.assign(link.href);
      return;
    }
    this.loaded += 1;
    const first = this.append(next, link);
    if (this.pressed) first?.focus();
    this.pressed = false;
    this.watch();
  }

  async fetched(href) {
    try {
      const response = await fetch(href);
      if (!response.ok || response.redirected) return null;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return page.querySelector("more-below");
    } catch {
      return null;
    }
  }

  // The first new entry. A month that goes on goes on under its own heading.
  append(next, link) {
    const held = document.activeElement === link;
    const first = next.querySelector("h3 a");
    for (const line of next.querySelectorAll("li")) line.dataset.page = link.href;
    const last = this.querySelector(":scope > .month:last-of-type");
    const [begins] = next.children;
    if (last && begins?.dataset.month === last.dataset.month) {
      last.querySelector("ol").append(...begins.querySelector("ol").children);
      begins.remove();
    }
    const turns = next.querySelector(".pages");
    turns?.querySelector("a:not([rel])")?.remove();
    const mine = this.querySelector(".pages");
    mine.before(...next.querySelectorAll(":scope > .month"));
    const onward = turns?.querySelector("a[rel=next]");
    if (onward) link.replaceWith(onward);
    else if (mine.children.length > 1) link.remove();
    else mine.remove();
    if (held) first?.focus({ preventScroll: true });
    return first;
  }
}

customElements.define("more-below", MoreBelow);
