/** Cases in a real browser: a fresh one for each. */
import { chromium } from 'playwright'
import type { Module, PageAnswer } from './page.ts'
import { serve } from './site.ts'

type Measure = (module: Module, name: string, threads: number, seconds: number) => Promise<PageAnswer>

let site: ReturnType<typeof serve> | undefined

const inPage = ([module, name, threads, seconds]: Readonly<Parameters<Measure>>): Promise<PageAnswer> =>
  (globalThis as unknown as { readonly measure: Measure }).measure(module, name, threads, seconds)

export const measureInChromium = async (...asked: Parameters<Measure>): Promise<PageAnswer> => {
  const { address } = await (site ??= serve())
  const executablePath = process.env['GRADUS_CHROMIUM'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run'] })
  try {
    const page = await browser.newPage()
    page.on('pageerror', (error) => console.error(error.message))
    await page.goto(address)
    const answer = await page.evaluate(inPage, asked)
    if (!answer.isolated) throw new Error('the page is not isolated from other origins')
    return answer
  } finally {
    await browser.close()
  }
}
