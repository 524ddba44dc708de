// Does TeX parse? Reads [{tex, display}, ...] as JSON, writes [{engine, tex, error}, ...] for what does not.
// KaTeX is strict: anything it would only warn about is an error. The folder of the modules is the first argument.
"use strict";
const { createRequire } = require("node:module");
const path = require("node:path");
const need = createRequire(path.join(path.resolve(process.argv[2]), "node_modules", "from-here.js"));

const katex = need("katex");
const { mathjax } = need("mathjax-full/js/mathjax.js");
const { TeX } = need("mathjax-full/js/input/tex.js");
const { SVG } = need("mathjax-full/js/output/svg.js");
const { liteAdaptor } = need("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = need("mathjax-full/js/handlers/html.js");
const { AllPackages } = need("mathjax-full/js/input/tex/AllPackages.js");

RegisterHTMLHandler(liteAdaptor());
const packages = AllPackages.filter((name) => name !== "noerrors" && name !== "noundefined");
const tex = new TeX({ packages, formatError: (_, error) => { throw error; } });
const page = mathjax.document("", { InputJax: tex, OutputJax: new SVG({ fontCache: "none" }) });

const formulas = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const errors = [];
for (const { tex: written, display } of formulas) {
  try {
    katex.renderToString(written, { displayMode: display, throwOnError: true, strict: "error", trust: false });
  } catch (error) {
    errors.push({ engine: "KaTeX", tex: written, error: error.message });
  }
  try {
    page.convert(written, { display });
  } catch (error) {
    errors.push({ engine: "MathJax", tex: written, error: error.message });
  }
}
process.stdout.write(JSON.stringify(errors));
