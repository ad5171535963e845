import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { stamp } from '../stamp.ts'
import { root } from './paths.ts'
import { pathWithPnpm } from './pnpm.ts'
import type { Registry } from './registry.ts'
import { must } from './run.ts'
import { members, readManifest } from './workspace.ts'
import type { Member } from './workspace.ts'

const changeset = join(createRequire(import.meta.url).resolve('@changesets/cli/package.json'), '../bin.js')

const copyIfThere = (from: string, to: string): void => {
  if (existsSync(from)) cpSync(from, to, { recursive: true, dereference: true })
}

const copyMember = (to: string, member: Member): void => {
  const target = join(to, member.folder)
  mkdirSync(target, { recursive: true })
  const wanted = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', ...(member.manifest.files ?? [])]
  wanted
    .filter((name) => !name.startsWith('!'))
    .forEach((name) => copyIfThere(join(root, member.folder, name), join(target, name)))
}

// They are never published, but changesets reads them, and has failed on them.
const privateManifests = (): readonly string[] => {
  const { packages } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
    packages: string[]
  }
  return globSync(
    packages.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  ).filter((path) => readManifest(dirname(join(root, path))).private === true)
}

const waiting = (folder: string): boolean =>
  globSync('.changeset/*.md', { cwd: folder }).some((path) => !path.endsWith('README.md'))

/**
 * What the release workflow does, in a copy of the repository: versions from the changesets, then publishes.
 * Returns the version that everything got.
 */
export const publishRelease = async (folder: string, registry: Registry): Promise<string> => {
  members(root).forEach((member) => copyMember(folder, member))
  privateManifests().forEach((path) => copyIfThere(join(root, path), join(folder, path)))
  const shared = ['.changeset', 'LICENSE', 'pnpm-workspace.yaml']
  shared.forEach((name) => copyIfThere(join(root, name), join(folder, name)))
  const { name, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, packageManager }))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n')

  // Changelogs name the commit that brought each changeset, so the copy has to have one.
  const git = (...args: readonly string[]): Promise<unknown> =>
    must('git', ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', ...args], {
      cwd: folder,
    })
  await git('init', '--quiet', '--initial-branch=main')
  await git('add', '.changeset', 'package.json')
  await git('commit', '--quiet', '--no-gpg-sign', '--message', 'The state to release')

  // Right after a release nothing is waiting, and what is rehearsed is that release.
  if (waiting(folder)) await must(process.execPath, [changeset, 'version'], { cwd: folder })
  stamp(folder, 'https://example.com/gradus/gradus')
  const env = { ...registry.env, PATH: await pathWithPnpm() }
  await must(process.execPath, [changeset, 'publish', '--no-git-tag'], { cwd: folder, env })
  return readManifest(join(folder, 'packages/tensor')).version
}
