import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { stamp } from '../stamp.ts'
import { root } from './paths.ts'
import { pathWithPnpm } from './pnpm.ts'
import type { Registry } from './registry.ts'
import { must } from './run.ts'
import { installedAt, members, readManifest, requirements } from './workspace.ts'
import type { Manifest, Member } from './workspace.ts'

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

const waiting = (folder: string): boolean =>
  globSync('.changeset/*.md', { cwd: folder }).some((path) => !path.endsWith('README.md'))

/**
 * What the release workflow does, in a copy of the repository: versions from the changesets, then publishes.
 * Returns the version that everything got.
 */
export const publishRelease = async (folder: string, registry: Registry): Promise<string> => {
  members(root).forEach((member) => copyMember(folder, member))
  const shared = ['.changeset', 'LICENSE', 'pnpm-workspace.yaml']
  shared.forEach((name) => copyIfThere(join(root, name), join(folder, name)))
  const { name, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true, packageManager }))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n')

  // Changelogs name the commit that brought each changeset, so the copy has to have one.
  const git = (...args: readonly string[]): Promise<unknown> =>
    must('git', ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', ...args], { cwd: folder })
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

type Outsiders = ReadonlyMap<string, string>

// What our packages need from others, as installed here: name@version of the lockfile to its folder.
const outsiders = (): Outsiders => {
  const published = members(root)
  const ours = new Set(published.map(({ manifest }) => manifest.name))
  const visit = (found: Outsiders, at: string): Outsiders => {
    const manifest = readManifest(at)
    const key = `${manifest.name}@${manifest.version}`
    return found.has(key) ? found : walk(new Map([...found, [key, at]]), at, manifest)
  }
  const walk = (found: Outsiders, folder: string, manifest: Manifest): Outsiders =>
    requirements(manifest)
      .filter((name) => !ours.has(name))
      .flatMap((name) => installedAt(folder, name) ?? [])
      .reduce((before, at) => visit(before, realpathSync(at)), found)
  return published.reduce(
    (found, { folder, manifest }) => walk(found, join(root, folder), manifest),
    new Map<string, string>() as Outsiders,
  )
}

const put = async (registry: Registry, folder: string, tarball: string): Promise<void> => {
  const manifest = readManifest(folder)
  const bytes = readFileSync(tarball)
  const file = `${manifest.name}-${manifest.version}.tgz`
  const dist = {
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
    tarball: `${registry.url}${manifest.name}/-/${file}`,
  }
  const body = {
    _id: manifest.name,
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, _id: `${manifest.name}@${manifest.version}`, dist } },
    _attachments: {
      [file]: { content_type: 'application/octet-stream', data: bytes.toString('base64'), length: bytes.length },
    },
  }
  const response = await fetch(`${registry.url}${manifest.name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: 'Bearer rehearsal' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`publishing ${file}: ${response.status} ${await response.text()}`)
}

/** Publishes the packages of others that ours need, so that the registry is complete without any network. */
export const publishOutsiders = async (folder: string, registry: Registry): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  // npm 11 ends without a word when it packs a folder that is inside a node_modules.
  const copies = [...outsiders()].map(([id, from], index) => [id, from, join(folder, String(index))] as const)
  copies.forEach(([, from, to]) => cpSync(from, to, { recursive: true }))
  const where = new Map(copies.map(([id, , to]) => [id, to]))
  const { stdout } = await must('npm', ['pack', '--ignore-scripts', '--json', '--loglevel=error', ...where.values()], {
    cwd: folder,
    env: registry.env,
  })
  const packed = JSON.parse(stdout) as readonly { readonly id: string; readonly filename: string }[]
  for (const { id, filename } of packed) await put(registry, where.get(id) ?? '', join(folder, filename))
}
