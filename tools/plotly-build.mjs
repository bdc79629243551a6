// Plotly with only what the portal draws: lines and bars, and Vietnamese numbers. Run by tools/assets.py.
import { build } from "esbuild";

const entry = `
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import heatmap from "plotly.js/lib/heatmap";
import vi from "plotly.js/lib/locales/vi";
Plotly.register([bar, heatmap, vi]);
globalThis.Plotly = Plotly;
`;

await build({
  stdin: { contents: entry, resolveDir: process.cwd(), loader: "js" },
  outfile: process.argv[2],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  define: { global: "window" },
  loader: { ".css": "text" },
  logLevel: "error",
});
