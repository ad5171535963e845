import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

type Permissions = Readonly<Record<string, string>> | string
type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }
export type Job = {
  readonly permissions?: Permissions
  readonly uses?: string
  readonly steps?: readonly Step[]
  readonly 'timeout-minutes'?: number
}
export type Workflow = { readonly permissions?: Permissions; readonly jobs: Readonly<Record<string, Job>> }

/** Which rights a job may have, and why it needs them. Whatever is not here is refused. */
const granted: Readonly<Record<string, readonly string[]>> = {
  // to read the repository
  '*': ['contents: read'],
  // to push the branch with the new versions, and to open its pull request
  'release.yml/version': ['contents: write', 'pull-requests: write'],
  // to tag and describe the release, and to prove to npm which workflow this is
  'release.yml/publish': ['contents: write', 'id-token: write'],
}

const rights = (permissions: Permissions | undefined): readonly string[] =>
  typeof permissions === 'string'
    ? [permissions]
    : Object.entries(permissions ?? {}).map(([scope, access]) => `${scope}: ${access}`)

const isEmpty = (permissions: Permissions | undefined): boolean =>
  typeof permissions === 'object' && Object.keys(permissions).length === 0

const pinned = /^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/

const unpinned = (file: string, text: string): readonly string[] =>
  text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => /\buses:/.test(line) && !line.trim().startsWith('#') && !pinned.test(line))
    .map(({ line, number }) => `${file}:${number}: not pinned by a commit and its version: ${line.trim()}`)

const careless = (file: string, name: string, job: Job): readonly string[] => {
  const allowed = [...(granted['*'] ?? []), ...(granted[`${file}/${name}`] ?? [])]
  const keepsToken = (job.steps ?? []).some(
    ({ uses, with: options }) =>
      uses?.startsWith('actions/checkout@') === true && options?.['persist-credentials'] !== false,
  )
  return [
    ...(job.permissions === undefined ? [`${file}: job ${name} does not say which permissions it has`] : []),
    ...rights(job.permissions)
      .filter((right) => !allowed.includes(right))
      .map((right) => `${file}: job ${name} has no need for ${right}`),
    ...(job['timeout-minutes'] === undefined ? [`${file}: job ${name} has no time limit`] : []),
    ...(keepsToken ? [`${file}: job ${name} leaves the token in the clone`] : []),
  ]
}

// ${{ }} inside a script is pasted into it before the shell starts: a title or branch name can then run commands.
const pasted = (file: string, text: string): readonly string[] => {
  const { jobs } = parse(text) as {
    readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly run?: string }[] }>>
  }
  return Object.entries(jobs).flatMap(([name, { steps = [] }]) =>
    steps
      .filter(({ run }) => run?.includes('${{') === true)
      .map(() => `${file}: job ${name} pastes an expression into a script`),
  )
}

/** What a workflow allows that it need not. */
export const liberties = (file: string, text: string): readonly string[] => {
  const workflow = parse(text) as Workflow
  return [
    ...(isEmpty(workflow.permissions) ? [] : [`${file}: the workflow's own permissions are not {}`]),
    ...unpinned(file, text),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => careless(file, name, job)),
    ...pasted(file, text),
  ]
}

/** The workflows of a repository, by file name. */
export const workflows = (root: string): ReadonlyMap<string, string> =>
  new Map(
    globSync('*.{yml,yaml}', { cwd: join(root, '.github/workflows') }).map((file) => [
      file,
      readFileSync(join(root, '.github/workflows', file), 'utf8'),
    ]),
  )
