// <trend-points> around a picture of points: one stop for the Tab key, and the arrow keys go from point to point.
// Without script every point is a stop of its own.

class TrendPoints extends HTMLElement {
  connectedCallback() {
    this.points = [...this.querySelectorAll(".point")];
    // The newest is what one wants to know first.
    for (const point of this.points) point.setAttribute("tabindex", point === this.points.at(-1) ? "0" : "-1");
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const here = this.points.indexOf(event.target.closest(".point"));
    const later = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const earlier = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const to = { [later]: here + 1, [earlier]: here - 1, Home: 0, End: this.points.length - 1 }[event.key];
    const next = here < 0 ? undefined : this.points[to];
    if (!next) return;
    event.preventDefault();
    this.points[here].setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}

customElements.define("trend-points", TrendPoints);
