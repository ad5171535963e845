// Prints the table of the guide on minimisers: evaluations beside SciPy's, on the problems of Moré, Garbow and Hillstrom:
//
//   node --conditions=@gradus/source tools/golden/minimizers_table.ts
import * as O from '../../packages/optim/src/index.ts'
import { file, lossOf, solved, startOf } from '../../packages/optim/test/minimize/problems.ts'

const peers = {
  'L-BFGS-B': O.lbfgs(),
  BFGS: O.bfgs(),
  CG: O.conjugateGradient(),
  'trust-ncg': O.newtonCg(),
  'trust-exact': O.newton(),
}

const names = Object.entries(peers)

/** Evaluations, in brackets where that did not lead to the least value. */
const cell = (evaluations: number, found: boolean): string => (found ? `${evaluations}` : `(${evaluations})`)

const rows = Object.entries(file.problems).map(([problem, { scipy }]) => {
  const cells = names.map(([peer, method]) => {
    const { value, reports } = O.minimize(lossOf(problem), startOf(problem), method as never, {
      leaveSaddles: true,
    })
    const theirs = scipy[peer]
    const ours = cell(reports.at(-1)?.evaluations ?? NaN, solved(problem, value))
    return `${ours} · ${cell(theirs?.evaluations ?? NaN, theirs?.solved ?? false)}`
  })
  return `| ${problem} | ${cells.join(' | ')} |`
})

console.log(`| | ${names.map(([peer, { name }]) => `\`${name}\` · ${peer}`).join(' | ')} |`)
console.log(`|---|${names.map(() => '--:').join('|')}|`)
console.log(rows.join('\n'))
