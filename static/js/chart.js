/* The interactive chart, loaded only when asked for. Without this script the drawing and the table say the same. */
(() => {
  "use strict";
  const PATIENCE = 30_000; // milliseconds for a file to arrive
  let library = null;

  const arrival = (element) => new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error("late")), PATIENCE);
    element.addEventListener("load", () => { clearTimeout(late); done(); });
    element.addEventListener("error", () => { clearTimeout(late); failed(new Error("refused")); });
    document.head.append(element);
  });

  const load = ({ script, style }) => {
    library ??= (async () => {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = style;
      // Under this name and class Plotly takes its own styles as present; the page's policy forbids it to write them.
      sheet.id = "plotly.js-style-global";
      sheet.className = "no-inline-styles";
      const code = document.createElement("script");
      code.src = script;
      try {
        await Promise.all([arrival(sheet), arrival(code)]);
        if (!window.Plotly) throw new Error("empty");
      } catch (problem) {
        sheet.remove();
        code.remove();
        library = null;
        throw problem;
      }
    })();
    return library;
  };

  const fetchFigure = async (address) => {
    const response = await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout?.(PATIENCE) });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  /* The figure in the page's own colours and type, as they are now: the theme may have changed since. */
  const dressed = ({ data, layout }, place) => {
    const page = getComputedStyle(document.documentElement);
    const colour = (name) => page.getPropertyValue(name).trim();
    const [ink, quiet, line, brand, down, surface] = ["--ink", "--ink-2", "--line", "--brand", "--down", "--surface"].map(colour);
    const isNarrow = place.clientWidth < 480;
    const isBars = data[0]?.type === "bar";
    const axis = { gridcolor: line, linecolor: line, zerolinecolor: line, tickcolor: line, fixedrange: true, automargin: true };
    const dress = (own = {}) => ({ ...axis, ...own, title: { ...own.title, font: { size: 12, color: quiet } } });
    const xaxis = dress(layout.xaxis);
    const yaxis = dress(layout.yaxis);
    yaxis.ticksuffix = " ";
    if (isNarrow) {
      delete yaxis.title;
      if (isBars) yaxis.ticktext = yaxis.ticktext?.map((text) => (text.length > 16 ? `${text.slice(0, 15)}…` : text));
      else if (xaxis.tickvals?.length > 5) xaxis.tickvals = xaxis.tickvals.filter((_year, n, all) => (all.length - 1 - n) % 3 === 0);
    }
    const palette = isBars ? ["--bar", "--bar-2", "--bar-3", "--brand"] : ["--brand", "--bar-2", "--bar-3", "--bar"];
    return [
      data.map((trace) => ({ ...trace })),
      {
        ...layout,
        autosize: true,
        height: layout.height ?? 320,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        colorway: palette.map(colour),
        font: { family: getComputedStyle(place).fontFamily, size: 12, color: ink },
        hoverlabel: { bgcolor: surface, bordercolor: brand, font: { color: ink } },
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
        margin: { t: layout.showlegend ? 56 : 16, r: isBars ? 52 : 16, b: 36, l: 16 },
        dragmode: false,
        shapes: layout.shapes?.map((shape) => ({ ...shape, line: { ...shape.line, width: 1.5, color: isBars ? ink : down } })),
        xaxis,
        yaxis,
      },
    ];
  };

  // Nothing moves by itself, also where the reader has not asked for less motion.
  const config = { responsive: true, displayModeBar: false, scrollZoom: false, doubleClick: false, locale: "vi" };

  for (const button of document.querySelectorAll("button[data-chart-url]")) {
    const chart = button.closest("figure");
    const still = chart.querySelector(".drawing");
    const place = chart.querySelector(".interactive");
    const status = chart.querySelector("[role=status]");
    const words = button.querySelector("[data-words]");
    const offer = words.textContent;
    const { chartUrl, script, style, back, wait, done, failed } = button.dataset;
    let figure = null;

    // Success shows by itself and is only spoken; waiting and failure are also written.
    const say = (text, isSeen = true) => {
      status.classList.toggle("vh", !isSeen);
      status.textContent = text;
    };
    const show = (isInteractive) => {
      place.hidden = !isInteractive;
      still.hidden = isInteractive;
      words.textContent = isInteractive ? back : offer;
    };
    const draw = () => window.Plotly.react(place, ...dressed(figure, place), config);

    button.hidden = false;
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-busy") === "true") return;
      say("");
      if (!place.hidden) { show(false); return; }
      button.setAttribute("aria-busy", "true");
      const slow = setTimeout(() => say(wait), 150);
      try {
        // The drawing stays until the other can take its place.
        [figure] = await Promise.all([figure ?? fetchFigure(chartUrl), load({ script, style })]);
        show(true);
        await draw();
        clearTimeout(slow);
        say(done, false);
      } catch {
        clearTimeout(slow);
        figure = null;
        window.Plotly?.purge(place);
        place.replaceChildren();
        show(false);
        say(failed);
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (!place.hidden && figure) draw(); });
  }
})();
