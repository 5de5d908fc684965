// Draws the charts of the page. Colours are CSS variables, so dark mode and print follow without drawing again.
const charts = JSON.parse(document.getElementById("charts").textContent);
const options = {
  mode: "vega-lite",
  ast: true,
  renderer: "svg",
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
  config: charts.config,
};
if (charts.formatLocale) {
  options.formatLocale = charts.formatLocale;
  options.timeFormatLocale = charts.timeFormatLocale;
}
for (const place of document.querySelectorAll("[data-chart]")) {
  window.vegaEmbed(place, charts.specs[place.dataset.chart], options);
}

document.documentElement.classList.add("js");
const button = document.querySelector(".print");
button.hidden = false;
button.addEventListener("click", () => window.print());

const links = new Map([...document.querySelectorAll(".rail a")].map((link) => [link.hash.slice(1), link]));
const watch = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const [id, link] of links) {
        if (id === entry.target.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  },
  { rootMargin: "-15% 0px -75% 0px" },
);
for (const section of document.querySelectorAll("main > section")) watch.observe(section);
