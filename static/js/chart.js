/* The interactive chart, loaded only when asked for. Without this script the drawing and the table say the same. */
(() => {
  "use strict";
  let library = null;

  const load = (button) => {
    library ??= new Promise((done, failed) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = button.dataset.style;
      // Under this name and class Plotly takes its own styles as present; the page's policy forbids it to write them.
      style.id = "plotly.js-style-global";
      style.className = "no-inline-styles";
      document.head.append(style);
      const script = document.createElement("script");
      script.src = button.dataset.script;
      script.onload = done;
      script.onerror = () => { library = null; script.remove(); style.remove(); failed(new Error("script")); };
      document.head.append(script);
    });
    return library;
  };

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const draw = async (button, place) => {
    const [response] = await Promise.all([fetch(button.dataset.chartUrl, { credentials: "same-origin" }), load(button)]);
    if (!response.ok) throw new Error(String(response.status));
    const figure = await response.json();
    const [ink, line, brand, second] = ["--ink", "--line", "--brand", "--bar-2"].map(colour);
    const layout = {
      ...figure.layout,
      separators: ",.",
      autosize: true,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: [brand, second, colour("--bar-3"), colour("--bar")],
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink },
      margin: { t: 16, r: 16, b: 40, l: 48 },
      xaxis: { ...figure.layout.xaxis, gridcolor: line, fixedrange: true },
      yaxis: { ...figure.layout.yaxis, gridcolor: line, fixedrange: true, ticksuffix: " " },
    };
    await window.Plotly.newPlot(place, figure.data, layout, { responsive: true, displayModeBar: false, locale: "vi" });
  };

  for (const button of document.querySelectorAll("button[data-chart-url]")) {
    const figure = button.closest("figure");
    const drawing = figure.querySelector(".drawing");
    const place = figure.querySelector(".interactive");
    const status = figure.querySelector("[role=status]");
    const words = button.innerHTML;
    const show = (interactive) => {
      place.hidden = !interactive;
      drawing.hidden = interactive;
      button.setAttribute("aria-pressed", String(interactive));
      if (interactive) button.textContent = button.dataset.back; else button.innerHTML = words;
    };
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!place.hidden) { show(false); return; }
      status.textContent = button.dataset.wait;
      button.setAttribute("aria-busy", "true");
      try {
        show(true);
        if (!place.hasChildNodes()) await draw(button, place);
        status.textContent = "";
      } catch {
        place.replaceChildren();
        show(false);
        status.textContent = button.dataset.failed;
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }
})();
