/** Gradus and its peers: how each is run for a case, in a process of its own. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { answerOf, type Command, script } from '../child.ts'
import { built } from './built.ts'
import { measureInChromium } from './chromium.ts'

export const peers = path.join(import.meta.dirname, '../../peers')

/** Times of single runs in milliseconds: none, where the system cannot do it. */
export interface Answer {
  readonly version?: string
  readonly times: readonly number[]
}

/** Something that does cases. */
export interface System {
  readonly name: string
  readonly threads: number
  readonly version: string
  readonly ask: (name: string, seconds: number) => Promise<Answer>
}

const timed = async (command: Command, name: string): Promise<Answer> => {
  const before = performance.now()
  const answer = await answerOf<Answer>(command)
  // a cold start is all of the process
  return name === 'cold start' ? { ...answer, times: [performance.now() - before] } : answer
}

const run = path.join(peers, 'run.mjs')

const gradus = (threads: number): System => ({
  name: 'Gradus',
  version: 'sources',
  threads,
  ask: async (name, seconds) => {
    const args = [name, String(threads), String(seconds)]
    const cold = name === 'cold start' ? await built() : undefined
    const answer = await (cold === undefined
      ? timed(script(run, path.join(import.meta.dirname, 'gradus.ts'), ...args), name)
      : timed([process.execPath, run, cold, ...args], name))
    return { ...answer, version: cold === undefined ? 'sources' : 'built' }
  },
})

const versions = (): Readonly<Record<string, string>> =>
  (
    JSON.parse(readFileSync(path.join(peers, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>
    }
  ).dependencies

const inNode = (name: string, file: string, version: string): System => ({
  name,
  version,
  threads: 1,
  ask: (of, seconds) => timed([process.execPath, run, path.join(peers, file), of, '1', String(seconds)], of),
})

const torch =
  (python: string) =>
  (threads: number): System => ({
    name: 'PyTorch',
    version: '',
    threads,
    ask: (of, seconds) =>
      timed([python, path.join(peers, 'torch_peer.py'), of, String(threads), String(seconds)], of),
  })

const pythons = (): readonly string[] =>
  (process.env['GRADUS_TORCH_PYTHON'] ?? '').split(':').filter((python) => python !== '')

/** What runs on the machine itself. */
export const processes = (): readonly System[] => [
  ...[1, 2].map(gradus),
  inNode('jax-js', 'jaxjs.mjs', versions()['@jax-js/jax']!),
  inNode('TensorFlow.js', 'tfjs.mjs', versions()['@tensorflow/tfjs']!),
  ...pythons().flatMap((python) => [1, 2].map(torch(python))),
]

/** What runs in a browser, on the page's own thread and what it starts. */
export const pages = (): readonly System[] => {
  const page = (name: string, module: 'gradus' | 'jaxjs' | 'tfjs', version: string): System => ({
    name,
    version,
    threads: 2,
    ask: (of, seconds) => measureInChromium(module, of, 2, seconds),
  })
  return [
    page('Gradus', 'gradus', 'sources'),
    page('jax-js', 'jaxjs', versions()['@jax-js/jax']!),
    page('TensorFlow.js', 'tfjs', versions()['@tensorflow/tfjs']!),
  ]
}

/** Peers are fetched when they are first needed. */
export const installPeers = (): void => {
  if (!existsSync(path.join(peers, 'node_modules')))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: peers,
      stdio: 'inherit',
    })
}
