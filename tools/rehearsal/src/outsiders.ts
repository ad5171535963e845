import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.ts'
import type { Registry } from './registry.ts'
import { must } from './run.ts'
import { installedAt, members, readManifest, requirements } from './workspace.ts'
import type { Manifest } from './workspace.ts'

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
      [file]: {
        content_type: 'application/octet-stream',
        data: bytes.toString('base64'),
        length: bytes.length,
      },
    },
  }
  const response = await fetch(`${registry.url}${manifest.name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: 'Bearer rehearsal' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`publishing ${file}: ${response.status} ${await response.text()}`)
}

type Packed = { readonly id: string; readonly filename: string }

/** Publishes the packages of others that ours need, so that the registry is complete without any network. */
export const publishOutsiders = async (folder: string, registry: Registry): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  // npm 11 ends without a word when it packs a folder that is inside a node_modules.
  const copies = [...outsiders()].map(([id, from], index) => [id, from, join(folder, String(index))] as const)
  copies.forEach(([, from, to]) => cpSync(from, to, { recursive: true }))
  const where = new Map(copies.map(([id, , to]) => [id, to]))
  const { stdout } = await must(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--loglevel=error', ...where.values()],
    {
      cwd: folder,
      env: registry.env,
    },
  )
  // A list, or in other versions of npm a record by name.
  const packed = Object.values(JSON.parse(stdout) as Readonly<Record<string, Packed>>)
  for (const { id, filename } of packed) await put(registry, where.get(id) ?? '', join(folder, filename))
}
