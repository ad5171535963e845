/** One page of plots, without anything from elsewhere. */
import type { Rated, Results, Scaled, Timed } from '../results/Results.ts'
import { digits } from '../results/words.ts'
import { cell, linesOf, peersIn } from '../speed/summary.ts'
import { type Bar, bars, curves } from './plot.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 1180px; margin: 2rem auto; padding: 0 1rem }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 1.5rem 2.5rem }
h2 { margin: 2rem 0 0; grid-column: 1 / -1 } h3 { margin: 0; font-size: 1rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } td, th { padding: .2rem .8rem .2rem 0; text-align: left }
svg { width: 100%; font-size: 12px } text { fill: currentColor } .grid { stroke: #8884 } .roof { stroke: currentColor; stroke-width: 2 }
.ours { fill: #0b7a75; stroke: #0b7a75 } .other { fill: #9aa5b1; stroke: #9aa5b1 } .second { fill: #d97706; stroke: #d97706 }
.line { fill: none; stroke-width: 2 } rect { stroke: none }`

const threads = (n: number): string => `${n} thread${n === 1 ? '' : 's'}`

const timedBar = ({ system, version, threads: n, milliseconds }: Timed): Bar => ({
  name: `${system === 'Gradus' ? system : `${system} ${version.split('+')[0]}`}, ${threads(n)}`,
  value: milliseconds,
  words: `${digits(milliseconds)} ms`,
  look: system === 'Gradus' ? 'ours' : 'other',
})

const figure = (title: string, drawing: string): string => `<figure><h3>${title}</h3>${drawing}</figure>`

const timedFigures = (speed: readonly Timed[]): readonly string[] =>
  linesOf(speed).map(({ case: name }) =>
    figure(name, bars(name, speed.filter((t) => t.case === name).map(timedBar))),
  )

const ratedBar = ({ kernel, rate, unit, roofline }: Rated): Bar => ({
  name: kernel.replace('convolution', 'conv.'),
  value: rate,
  words: `${digits(rate)} ${unit}`,
  look: 'ours',
  most: roofline,
})

const ratedFigures = (kernels: readonly Rated[]): readonly string[] =>
  [1, 2].flatMap((n) =>
    (['GFLOP/s', 'GB/s', 'M/s'] as const).flatMap((unit) => {
      const own = kernels.filter((k) => k.threads === n && k.unit === unit)
      const title = `${unit === 'M/s' ? 'millions of elements a second' : unit}, ${threads(n)}`
      return own.length === 0 ? [] : [figure(title, bars(title, own.map(ratedBar)))]
    }),
  )

const scaledFigures = (scaling: readonly Scaled[]): readonly string[] =>
  (['batch', 'width', 'depth'] as const).flatMap((along) => {
    const own = scaling.filter((s) => s.along === along)
    const curve = (n: number, look: string): Parameters<typeof curves>[2][number] => ({
      name: threads(n),
      look,
      points: own.filter((s) => s.threads === n).map((s) => [s.size, s.milliseconds]),
    })
    const all = [curve(1, 'second'), curve(2, 'ours')].filter((c) => c.points.length > 0)
    return all.length === 0
      ? []
      : [figure(`against ${along}`, curves(`a training step against ${along}`, along, all))]
  })

const row = (cells: readonly string[], tag: 'td' | 'th'): string =>
  `<tr>${cells.map((c) => `<${tag}>${c}</${tag}>`).join('')}</tr>`

const summaryTable = (speed: readonly Timed[]): string => {
  const lines = linesOf(speed)
  const peers = peersIn(lines)
  const rows = lines.map((line) =>
    row([line.case, `${digits(line.ours.milliseconds)} ms`, ...peers.map((peer) => cell(line, peer))], 'td'),
  )
  return `<table>${row(['case', 'Gradus', ...peers], 'th')}${rows.join('')}</table>`
}

const section = (title: string, figures: readonly string[]): string =>
  figures.length === 0 ? '' : `<h2>${title}</h2>${figures.join('')}`

export const pageOf = ({ machine, date, speed, kernels, scaling }: Results): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gradus: how fast it is</title>
<style>${style}</style>
<h1>How fast Gradus is</h1>
<p>${machine}, ${date}. float32; medians; ratios are our time by theirs, below 1 we are faster.</p>
${summaryTable(speed)}
<main>
${section('The same work in Gradus and its peers', timedFigures(speed))}
${section('Kernels, and the line that the machine can reach', ratedFigures(kernels))}
${section('A training step as it grows: 1 thread orange, 2 threads green', scaledFigures(scaling))}
</main></html>
`
