/** The page's one style sheet. Colours keep a contrast of at least 4.5 for words and 3 for lines in both themes. */
export const css = `
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --card: #ffffff; --ink: #1d2126; --soft: #5a626c; --rule: #e4e1db;
  --train: #2563c9; --validation: #c2540a; --right: 37 99 201; --wrong: 194 84 10; --good: #1b7a43;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1c1f25; --ink: #e8e6e1; --soft: #a2a8b1; --rule: #31363f;
    --train: #7fb0ff; --validation: #ff9d5c; --right: 96 152 255; --wrong: 255 140 66; --good: #6fd79b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2.5rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
header, main, footer { max-width: 68rem; margin: 0 auto; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.35rem; font-size: 1.2rem; letter-spacing: -0.005em; }
h3 { margin: 0 0 0.5rem; font-size: 0.95rem; font-weight: 600; }
p { margin: 0 0 0.75rem; max-width: 46rem; }
.soft, figcaption, caption { color: var(--soft); }
.kicker { margin: 0 0 0.25rem; color: var(--soft); font-size: 0.9rem; }
section { margin-top: 1.25rem; padding: 1.4rem 1.5rem 1.5rem; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0; margin: 1.5rem 0 0; padding: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
.numbers div { padding: 1rem 1.5rem; }
.numbers dt { color: var(--soft); font-size: 0.85rem; }
.numbers dd { margin: 0; font-size: 1.6rem; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; }
.numbers dd small { display: block; color: var(--soft); font-size: 0.8rem; font-weight: 400; line-height: 1.4; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.5rem 2rem; margin-top: 0.75rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 1.25rem; }
figure { margin: 0; overflow-x: auto; }
svg { display: block; width: 100%; min-width: 22rem; height: auto; overflow: visible; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .tick line { stroke: var(--rule); }
svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .line.train { stroke: var(--train); }
svg .line.validation { stroke: var(--validation); }
svg circle.train { fill: var(--train); }
svg circle.validation { fill: var(--validation); }
svg .mark line, svg .ideal { stroke: var(--soft); stroke-dasharray: 3 4; }
svg .mark text { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
svg .point { fill: var(--train); fill-opacity: 0.55; }
svg .point:hover { fill-opacity: 1; }
svg .band > :not(rect) { display: none; }
svg .band rect { fill: transparent; }
svg .band:hover > * { display: inline; }
svg .band line { stroke: var(--ink); stroke-opacity: 0.35; }
svg .band text { fill: var(--ink); font-size: 13px; paint-order: stroke; stroke: var(--card); stroke-width: 5px; stroke-linejoin: round; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin: 0 0 0.4rem; padding: 0; list-style: none; color: var(--soft); font-size: 0.85rem; }
.legend li::before { content: ''; display: inline-block; width: 1.1rem; height: 0; margin-right: 0.4rem; border-top: 3px solid var(--train); border-radius: 2px; vertical-align: 0.25em; }
.legend li.validation::before { border-color: var(--validation); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 0.5rem; text-align: left; }
th, td { padding: 0.3rem 0.75rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { font-weight: 600; }
th:first-child, .words td, .words th { text-align: left; }
.words td.n, .words th.n { text-align: right; }
tfoot td, tfoot th { border-bottom: 0; font-weight: 600; }
.confusion td, .confusion th { min-width: 2.7rem; padding: 0.4rem 0.5rem; text-align: center; border: 1px solid var(--card); }
.confusion tbody th { text-align: right; }
.confusion .right { background: rgb(var(--right) / var(--share)); }
.confusion .wrong { background: rgb(var(--wrong) / var(--share)); }
.confusion .none { color: var(--soft); opacity: 0.55; }
.confusion .rate { color: var(--soft); }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 1.1rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.mistakes img { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; border: 1px solid var(--rule); border-radius: 6px; background: #000; }
.mistakes figcaption { margin-top: 0.4rem; font-size: 0.85rem; line-height: 1.35; }
.mistakes b { color: var(--ink); }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--soft); font-size: 0.9rem; }
summary:focus-visible { outline: 2px solid var(--train); outline-offset: 3px; border-radius: 3px; }
pre { margin: 0.75rem 0 0; padding: 1rem; overflow-x: auto; background: var(--page); border: 1px solid var(--rule); border-radius: 8px; font: 13px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
ul.advice { margin: 0; padding-left: 1.2rem; max-width: 46rem; }
ul.advice li { margin-bottom: 0.35rem; }
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.85rem; }
@media print { body { padding: 0; background: #fff; } section, .numbers { break-inside: avoid; } svg .band { display: none; } }
`
