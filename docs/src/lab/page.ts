/** The edge of the page: listens to the controls and to the worker, and draws the view when the screen is ready. */
import { chartSvg, nearestPoints, size, xAt, xUnder, type Chart } from './chart.ts'
import { accuracyChart, lossChart } from './charts.ts'
import type { Command, Examination, Mistake, Report } from './protocol.ts'
import { epochOf, latest, loading, reduce, type View } from './view.ts'

const lab = document.querySelector<HTMLElement>('.lab')!
const part = <E extends HTMLElement>(name: string): E => lab.querySelector<E>(`[data-lab="${name}"]`)!

const [toggle, step, again] = ['toggle', 'step', 'again'].map((name) => part<HTMLButtonElement>(name)) as [
  HTMLButtonElement,
  HTMLButtonElement,
  HTMLButtonElement,
]
const rate = part<HTMLInputElement>('rate')
const plots = { loss: part('loss-chart'), accuracy: part('accuracy-chart') } as const

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
const tell = (command: Command): void => worker.postMessage(command)

/** The page's only variable state. */
const page = { view: loading, drawn: undefined as View | undefined, awaits: false }

// ---- the reader

const learningRate = (): number => Number((10 ** rate.valueAsNumber).toPrecision(2))

const width = (): number => Number(lab.querySelector<HTMLInputElement>('[data-lab="width"]:checked')!.value)

const begin = (): void => {
  page.view = loading
  tell({ _tag: 'begin', settings: { learningRate: learningRate(), width: width() } })
  schedule()
}

toggle.addEventListener('click', () => {
  if (page.view.phase === 'running') return tell({ _tag: 'pause' })
  if (page.view.phase === 'over' || page.view.phase === 'failed') begin()
  tell({ _tag: 'run' })
  page.view = { ...page.view, phase: 'running' }
  schedule()
})
step.addEventListener('click', () => tell({ _tag: 'step' }))
again.addEventListener('click', begin)
rate.addEventListener('input', () => {
  showRate()
  tell({ _tag: 'rate', learningRate: learningRate() })
})
lab.querySelectorAll('[data-lab="width"]').forEach((choice) => choice.addEventListener('change', begin))

const showRate = (): void => {
  part('rate-shown').textContent = String(learningRate())
  rate.setAttribute('aria-valuetext', String(learningRate()))
}

// ---- the worker

worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
  const { phase } = page.view
  const view = reduce(page.view, data)
  // A run that was asked for before the worker had begun is still to come.
  page.view = data._tag === 'begun' && phase === 'running' ? { ...view, phase } : view
  schedule()
})
worker.addEventListener('error', ({ message }) => {
  page.view = { ...page.view, phase: 'failed', message: `The worker stopped: ${message}` }
  schedule()
})

// ---- drawing, at most once a frame

const schedule = (): void => {
  if (page.awaits) return
  page.awaits = true
  requestAnimationFrame(() => {
    page.awaits = false
    draw(page.view, page.drawn)
    page.drawn = page.view
  })
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const count = (n: number): string => n.toLocaleString('en')
const set = (name: string, text: string): void => {
  part(name).textContent = text
}

const draw = (view: View, before: View | undefined): void => {
  drawControls(view)
  drawTiles(view, latest(view))
  drawPlot(plots.loss, lossChart(view))
  const now = latest(view)
  if (now === undefined || (before !== undefined && latest(before) === now)) return
  drawPlot(plots.accuracy, accuracyChart(view))
  drawMistakes(now)
  part('confusion').innerHTML = confusionTable(now)
}

const drawControls = ({ phase, message }: View): void => {
  const names = {
    loading: 'Start',
    paused: 'Start',
    running: 'Pause',
    over: 'Train again',
    failed: 'Train again',
  }
  toggle.textContent = names[phase]
  toggle.disabled = phase === 'loading'
  step.disabled = phase !== 'paused'
  again.disabled = phase === 'loading'
  const notice = part('notice')
  notice.hidden = message === undefined
  notice.textContent = message ?? ''
}

const drawTiles = (view: View, now: Examination | undefined): void => {
  set('epoch', `${Math.floor(epochOf(view, view.step))} of ${view.epochs}`)
  set('steps', `${count(view.step)} steps of 32 digits`)
  set('accuracy', now === undefined ? '–' : percent(now.accuracy))
  set('interval', now === undefined ? ' ' : `95 % interval ${now.interval.map(percent).join(' to ')}`)
  set('loss', now === undefined ? '–' : now.loss.toFixed(3))
  set('chance', 'guessing gives ln 10 = 2.303')
  set(
    'speed',
    view.examplesPerSecond === undefined ? '–' : count(Math.round(view.examplesPerSecond / 100) * 100),
  )
  set('parameters', `${count(view.parameters)} parameters`)
  set('status', statusOf(view, now))
}

/** Spoken when it changes: the phase, and every tenth epoch. */
const statusOf = (view: View, now: Examination | undefined): string => {
  const accuracy = now === undefined ? '' : `, validation accuracy ${percent(now.accuracy)}`
  const epoch = Math.floor(epochOf(view, view.step))
  if (view.phase === 'running')
    return epoch >= 10 ? `Epoch ${Math.floor(epoch / 10) * 10} reached` : 'Training'
  return view.phase === 'over'
    ? `Training is over${accuracy}`
    : view.phase === 'paused'
      ? `Paused after ${view.step} steps${accuracy}`
      : ''
}

const charts = new WeakMap<HTMLElement, Chart>()

const drawPlot = (plot: HTMLElement, chart: Chart): void => {
  charts.set(plot, chart)
  const drawing = plot.querySelector('svg')
  if (drawing === null) plot.insertAdjacentHTML('afterbegin', chartSvg(chart))
  else drawing.outerHTML = chartSvg(chart)
}

const drawMistakes = ({ mistakes, mistakeCount, confusion }: Examination): void => {
  const all = confusion.flat().reduce((sum, n) => sum + n, 0)
  const more = mistakeCount > mistakes.length ? ` The ${mistakes.length} of which it is surest:` : ''
  set('mistakes-count', `${mistakeCount} of ${all} validation digits.${more}`)
  part('mistakes').replaceChildren(...mistakes.map(mistakeItem))
}

const mistakeItem = ({ pixels, digit, guess, confidence }: Mistake): HTMLElement => {
  const item = document.createElement('li')
  const picture = document.createElement('canvas')
  picture.width = picture.height = 8
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', `a handwritten ${digit}`)
  const ink = Uint8ClampedArray.from(pixels.flatMap((value) => [0, 0, 0, Math.round((value * 255) / 16)]))
  picture.getContext('2d')?.putImageData(new ImageData(ink, 8, 8), 0, 0)
  const caption = document.createElement('span')
  caption.innerHTML = `${digit} <span aria-label="taken for">→</span> <b>${guess}</b><br><small>${Math.round(confidence * 100)} %</small>`
  item.append(picture, caption)
  return item
}

const digits = Array.from({ length: 10 }, (_, digit) => digit)

const confusionTable = ({ confusion }: Examination): string => {
  const head = digits.map((digit) => `<th scope="col">${digit}</th>`).join('')
  const rows = digits.map((digit) => {
    const row = confusion[digit] ?? []
    const all = row.reduce((sum, n) => sum + n, 0)
    const cells = row.map((n, guess) => {
      const look = guess === digit ? 'right' : n > 0 ? 'wrong' : 'none'
      return `<td class="${look}" style="--share:${(n / Math.max(1, all)).toFixed(3)}">${n === 0 ? '' : n}</td>`
    })
    return `<tr><th scope="row">${digit}</th>${cells.join('')}</tr>`
  })
  return `<table class="confusion"><caption class="sr-only">How often each validation digit (row) is taken for each digit (column)</caption><thead><tr><th scope="col"><span class="sr-only">digit</span></th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

// ---- reading values off a chart

const showReading = (plot: HTMLElement, clientX: number): void => {
  const chart = charts.get(plot)
  if (chart === undefined) return
  const box = plot.getBoundingClientRect()
  const near = nearestPoints(chart, xUnder(chart, ((clientX - box.left) / box.width) * size.width))
  const anchor = near.findLast(({ line }) => line.look === 'validation') ?? near.at(-1)
  if (anchor === undefined) return
  const left = (xAt(chart, anchor.point[0]) / size.width) * 100
  const values = near.map(
    ({ line, point }) => `${line.name} ${chart.yScale === 'log' ? point[1].toFixed(4) : percent(point[1])}`,
  )
  const cursor = mark(plot, 'cursor')
  const reading = mark(plot, 'reading')
  cursor.style.left = `${left}%`
  reading.style.left = left < 55 ? `calc(${left}% + 8px)` : 'auto'
  reading.style.right = left < 55 ? 'auto' : `calc(${100 - left}% + 8px)`
  reading.textContent = [`epoch ${anchor.point[0].toFixed(1).replace('.0', '')}`, ...values].join('\n')
}

const mark = (plot: HTMLElement, name: string): HTMLElement => {
  const found = plot.querySelector<HTMLElement>(`.${name}`)
  if (found !== null) return found
  const made = document.createElement('div')
  made.className = name
  made.ariaHidden = 'true'
  plot.append(made)
  return made
}

Object.values(plots).forEach((plot) => {
  plot.addEventListener('pointermove', ({ clientX }) => showReading(plot, clientX))
  plot.addEventListener('pointerleave', () =>
    plot.querySelectorAll('.cursor, .reading').forEach((it) => it.remove()),
  )
})

showRate()
begin()
