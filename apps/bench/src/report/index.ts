/** What was measured, as a page of plots and as tables of the documentation. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readResults } from '../results/Results.ts'
import { filled } from './document.ts'
import { pageOf } from './page.ts'

const document = path.join(import.meta.dirname, '../../../../docs/src/content/docs/guides/performance.md')

/** Draws the page of plots beside the results, and answers where it is. */
export const draw = (folder: string): string => {
  const file = path.join(folder, 'index.html')
  writeFileSync(file, pageOf(readResults(folder)))
  return file
}

/** Writes the tables of the documentation too. */
export const report = (folder: string): string => {
  writeFileSync(document, filled(readFileSync(document, 'utf8'), readResults(folder)))
  return `${draw(folder)}\n${document}`
}
