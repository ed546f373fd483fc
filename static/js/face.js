// The reading face. On a first visit its 50 kB wait until the page stands in a serif of the device, which takes the
// same room; later it lies in the browser and is there from the first. Without script the style sheet asks for it.

const sheet = performance.getEntriesByName(document.querySelector("link[rel=stylesheet]").href)[0];
const dress = () => { document.documentElement.dataset.face = "here"; };

if (sheet?.transferSize && document.readyState !== "complete") {
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(dress)), { once: true });
} else {
  dress();
}
