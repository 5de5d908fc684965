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
const root = document.documentElement;
const views = [];
for (const place of document.querySelectorAll("[data-chart]")) {
  window.vegaEmbed(place, charts.specs[place.dataset.chart], options).then(({ view }) => views.push([place, view]));
}

// A chart laid out for a wide screen and shrunk to a sheet has labels that nobody can read: it is laid out for the sheet,
// a fifth larger than its place there, which makes its labels as small as the words beside it.
const fit = (scale) => views.forEach(([place, view]) => view.width(place.clientWidth * scale).run());
window.addEventListener("beforeprint", () => {
  root.classList.add("printing");
  fit(1.2);
});
window.addEventListener("afterprint", () => {
  root.classList.remove("printing");
  fit(1);
});

root.classList.add("js");
const button = document.querySelector(".print");
button.hidden = false;
button.addEventListener("click", () => window.print());

const rail = document.querySelector(".rail");
const links = new Map([...document.querySelectorAll(".rail a")].map((link) => [link.hash.slice(1), link]));
const watch = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const [id, link] of links) {
        if (id === entry.target.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      const current = links.get(entry.target.id);
      if (current && rail.scrollWidth > rail.clientWidth) {
        rail.scrollTo({ left: current.offsetLeft - (rail.clientWidth - current.offsetWidth) / 2 });
      }
    }
  },
  { rootMargin: "-15% 0px -75% 0px" },
);
for (const section of document.querySelectorAll("main > section")) watch.observe(section);
