import { expect, test } from 'vitest'
import { root } from '../src/paths.ts'
import { liberties, workflows } from '../src/workflows.ts'

const files = workflows(root)

test('there are workflows for checks and for releases', () => {
  expect([...files.keys()].toSorted()).toEqual(['ci.yml', 'release.yml'])
})

test.for([...files])('%s pins every action and grants no more than it needs', ([file, text]) => {
  expect(liberties(file, text)).toEqual([])
})

const sound = `
permissions: {}
jobs:
  test:
    permissions:
      contents: read
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789 # v1.2.3
        with: { persist-credentials: false }
      - run: npm test
`

test('a sound workflow takes no liberties', () => {
  expect(liberties('ci.yml', sound)).toEqual([])
})

test.for([
  ['permissions: {}\n', '\n', "ci.yml: the workflow's own permissions are not {}"],
  ['permissions: {}', 'permissions: read-all', "ci.yml: the workflow's own permissions are not {}"],
  ['contents: read', 'contents: write', 'ci.yml: job test has no need for contents: write'],
  [
    '      contents: read',
    '      contents: read\n      id-token: write',
    'ci.yml: job test has no need for id-token: write',
  ],
  ['    timeout-minutes: 5\n', '', 'ci.yml: job test has no time limit'],
  ['with: { persist-credentials: false }', '', 'ci.yml: job test leaves the token in the clone'],
  ['npm test', 'npm test ${{ github.head_ref }}', 'ci.yml: job test pastes an expression into a script'],
  [
    '@0123456789012345678901234567890123456789 # v1.2.3',
    '@v1.2.3',
    'ci.yml:9: not pinned by a commit and its version: - uses: actions/checkout@v1.2.3',
  ],
  [
    ' # v1.2.3',
    '',
    'ci.yml:9: not pinned by a commit and its version: - uses: actions/checkout@0123456789012345678901234567890123456789',
  ],
] as const)('%j made %j is a liberty', ([from, to, complaint]) => {
  expect(sound).toContain(from)
  expect(liberties('ci.yml', sound.replace(from, to))).toEqual([complaint])
})

test('a job without permissions of its own is refused', () => {
  const text = sound.replace('    permissions:\n      contents: read\n', '')
  expect(liberties('ci.yml', text)).toEqual(['ci.yml: job test does not say which permissions it has'])
})
