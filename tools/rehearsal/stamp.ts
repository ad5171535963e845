// node tools/rehearsal/stamp.ts https://host/owner/name
// Writes where the source is into each package.json that gets published. npm accepts provenance only if this
// equals the repository that the workflow ran in, so the workflow says it: a fork that releases needs no edit.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { members } from './src/workspace.ts'

const links = (url: string, folder: string): Readonly<Record<string, unknown>> => ({
  homepage: `${url}/tree/main/${folder}#readme`,
  bugs: `${url}/issues`,
  repository: { type: 'git', url: `git+${url}.git`, directory: folder },
})

export const stamp = (root: string, url: string): void =>
  members(root).forEach(({ folder }) => {
    const file = join(root, folder, 'package.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>
    writeFileSync(file, `${JSON.stringify({ ...manifest, ...links(url, folder) }, null, 2)}\n`)
  })

if (import.meta.main) {
  const url = process.argv[2]
  if (url === undefined || !url.startsWith('https://')) {
    console.error(
      'stamp: the address of the repository is missing: node tools/rehearsal/stamp.ts https://host/owner/name',
    )
    process.exit(2)
  }
  stamp(join(import.meta.dirname, '../..'), url)
}
