/**
 * Trains off the page's thread. The session is folded over commands; between commands, while it runs, it asks
 * the training run for its next snapshot. To pause is not to ask.
 */
import { batchCount } from '@gradus/data'
import { Tree } from '@gradus/tensor'
import { initialState, showNonFinite, train } from '@gradus/train'
import { examine } from './examine.ts'
import { data, plan, type Settings } from './plan.ts'
import type { Command, Report } from './protocol.ts'

const snapshotsFrom = (settings: Settings, from: State) => train(plan(settings))(data, { from })

type State = ReturnType<typeof first>
type Shot = ReturnType<typeof snapshotsFrom> extends AsyncGenerator<infer S> ? S : never

const first = (settings: Settings) => initialState(plan(settings))

interface Session {
  readonly settings: Settings
  readonly state: State
  readonly snapshots: ReturnType<typeof snapshotsFrom>
  readonly mode: 'paused' | 'running' | 'stepping' | 'over'
  /** When it was last told to run, and at which step: for the speed. */
  readonly since: { readonly time: number; readonly step: number }
}

const say = (report: Report): void => self.postMessage(report)

const inbox: Command[] = []
const waiting: (() => void)[] = []

self.addEventListener('message', ({ data: command }: MessageEvent<Command>) => {
  inbox.push(command)
  waiting.splice(0).forEach((wake) => wake())
})

const receive = async (): Promise<Command> => {
  while (inbox.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
  return inbox.shift()!
}

const begin = (settings: Settings): Session => {
  const { model, batchSize, epochs } = plan(settings)
  const state = first(settings)
  say({
    _tag: 'begun',
    epochs,
    stepsPerEpoch: batchCount({ size: batchSize })(data.train.size),
    parameters: Tree.leaves(state.params).reduce(
      (sum, leaf) => sum + leaf.shape.reduce((a, b) => a * b, 1),
      0,
    ),
    examination: examine(model, state, 0),
  })
  return { settings, state, snapshots: snapshotsFrom(settings, state), mode: 'paused', since: now(state) }
}

const now = ({ step }: State): Session['since'] => ({ time: performance.now(), step })

/** Another learning rate is another plan, taken up from the same state. */
const withRate = (session: Session, learningRate: number): Session => {
  const settings = { ...session.settings, learningRate }
  return { ...session, settings, snapshots: snapshotsFrom(settings, session.state) }
}

const paused = (session: Session): Session => {
  say({ _tag: 'paused' })
  return { ...session, mode: 'paused' }
}

const obey = (session: Session, command: Command): Session => {
  switch (command._tag) {
    case 'begin':
      return begin(command.settings)
    case 'rate':
      return withRate(session, command.learningRate)
    case 'pause':
      return session.mode === 'over' ? session : paused(session)
    case 'run':
      return session.mode === 'over' ? session : { ...session, mode: 'running', since: now(session.state) }
    case 'step':
      return session.mode === 'over' ? session : { ...session, mode: 'stepping' }
  }
}

const advance = async (session: Session): Promise<Session> => {
  const { value } = await session.snapshots.next()
  return value === undefined ? { ...session, mode: 'over' } : tell({ ...session, state: value.state }, value)
}

const tell = (session: Session, shot: Shot): Session => {
  const { step } = shot.state
  switch (shot._tag) {
    case 'step':
      return stepped(session, shot.loss)
    case 'epoch': {
      const elapsed = (performance.now() - session.since.time) / 1000
      say({
        _tag: 'epoch',
        epoch: shot.record.epoch + 1,
        step,
        loss: shot.record.train.loss,
        examplesPerSecond: ((step - session.since.step) * plan(session.settings).batchSize) / elapsed,
        examination: examine(plan(session.settings).model, shot.state, step),
      })
      return session
    }
    case 'done':
      say({ _tag: 'done' })
      return { ...session, mode: 'over' }
    case 'failed':
      say({ _tag: 'failed', message: showNonFinite(shot.error) })
      return { ...session, mode: 'over' }
  }
}

const stepped = (session: Session, loss: number): Session => {
  const { step } = session.state
  if (session.mode !== 'stepping') {
    say({ _tag: 'stepped', step, loss })
    return session
  }
  say({
    _tag: 'stepped',
    step,
    loss,
    examination: examine(plan(session.settings).model, session.state, step),
  })
  return paused(session)
}

const isAtRest = ({ mode }: Session): boolean => mode === 'paused' || mode === 'over'

const live = async (session: Session): Promise<never> => {
  for (let current = session; ;) {
    current = inbox.length > 0 || isAtRest(current) ? obey(current, await receive()) : await advance(current)
  }
}

const start = async (): Promise<void> => {
  const command = await receive()
  if (command._tag === 'begin') await live(begin(command.settings))
}

start().catch((error: unknown) => say({ _tag: 'failed', message: String(error) }))
