// <calendar-keys>: the arrow keys step through the days of a month that have entries: along the line, or to the same day of
// another week. The days are plain links, so Tab goes through them all the same.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class CalendarKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    const cell = event.target.closest("td");
    const step = STEPS[event.key];
    if (!cell || !step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const backwards = getComputedStyle(this).direction === "rtl";
    this.next(cell, backwards ? -step[0] : step[0], step[1])?.focus();
  }

  next(cell, along, down) {
    const cells = [...this.querySelectorAll("td")];
    const by = along + 7 * down;
    for (let place = cells.indexOf(cell) + by; cells[place]; place += by) {
      const link = cells[place].querySelector("a");
      if (link) return link;
    }
    return null;
  }
}

customElements.define("calendar-keys", CalendarKeys);
