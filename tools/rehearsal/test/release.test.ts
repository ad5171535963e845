import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { root } from '../src/paths.ts'
import { members, readManifest } from '../src/workspace.ts'

const stage = inject('stage')
const unset = stage.missing ?? stage.failure
const published = members(root)

// By name and not as @gradus/*, which would take in the private packages: they have no version, and changesets fails.
test('the one fixed group is what is published', () => {
  const { fixed } = JSON.parse(readFileSync(join(root, '.changeset/config.json'), 'utf8')) as {
    readonly fixed: unknown
  }
  expect(fixed).toEqual([published.map(({ manifest }) => manifest.name)])
})

test('everything that is published has the same version', () => {
  expect(new Set(published.map(({ manifest }) => manifest.version)).size).toBe(1)
})

test.skipIf(unset !== undefined)('a release moves all versions together', () => {
  const released = published.map(({ folder }) => readManifest(join(stage.folder, 'release', folder)).version)
  expect(new Set(released)).toEqual(new Set([stage.version]))
})

test.skipIf(unset !== undefined)('each package that is released tells its changes', () => {
  const changelogs = published.map(({ folder }) =>
    readFileSync(join(stage.folder, 'release', folder, 'CHANGELOG.md'), 'utf8'),
  )
  expect(changelogs.filter((text) => !text.includes(`## ${stage.version}\n`))).toEqual([])
})
