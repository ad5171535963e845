import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveSite, type Site } from '../../server.ts'

const executablePath = process.env['GRADUS_CHROMIUM'] ?? '/usr/bin/chromium'
const hasChromium = executablePath !== '' && existsSync(executablePath)
if (!hasChromium)
  console.log('The site was not seen in a browser: there is no Chromium. apt-get install chromium')

const args = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** A machine may be busy with other tests. */
const patiently = { timeout: 30_000 } as const

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** Runs in the page. */
const problemsOf = async (): Promise<readonly string[]> => {
  const { axe } = window as unknown as {
    axe: { run: (root: Document, options: object) => Promise<{ violations: readonly Violation[] }> }
  }
  const { violations } = await axe.run(document, {
    // Starlight's own: its search button shows a shortcut, its code blocks are regions without names.
    rules: { 'label-content-name-mismatch': { enabled: false }, 'landmark-unique': { enabled: false } },
  })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

describe.skipIf(!hasChromium)('the site in Chromium', () => {
  const running: { site?: Site; browser?: Browser } = {}

  beforeAll(async () => {
    running.site = await serveSite(new URL('../../dist/', import.meta.url))
    running.browser = await chromium.launch({ executablePath, args })
  })

  afterAll(async () => {
    await running.browser?.close()
    await running.site?.close()
  })

  /** Visits a page and hands over what it complained about, requests to elsewhere included. */
  const visit = async (
    path: string,
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<readonly string[]> => {
    const { address } = running.site!
    const context = await running.browser!.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address))
        complaints.push(request.url())
    })
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
    })
    await page.goto(address + path)
    await look(page)
    await context.close()
    return complaints
  }

  const text = async (page: Page, name: string): Promise<string> =>
    (await page.textContent(`[data-lab="${name}"]`)) ?? ''

  const steps = async (page: Page): Promise<number> =>
    Number.parseInt((await text(page, 'steps')).replace(',', ''), 10)

  const accuracy = async (page: Page): Promise<number> => Number.parseFloat(await text(page, 'accuracy'))

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  test('the live page learns digits to more than 90 %', async () => {
    const complaints = await visit('/live/digits/', async (page) => {
      await button(page, 'Start').click()
      await button(page, 'Train again').waitFor({ timeout: 90_000 })
      expect(await text(page, 'epoch')).toBe('40 of 40')
      expect(await accuracy(page)).toBeGreaterThan(90)
      const wrong = await page.locator('.mistakes li').count()
      expect(wrong).toBeGreaterThan(0)
      expect(await text(page, 'mistakes-count')).toMatch(new RegExp(`^${wrong} of 360 `))
      expect(await page.getByRole('img', { name: /^Validation accuracy by epoch, now 9/ }).count()).toBe(1)
    })
    expect(complaints).toEqual([])
  })

  test('Step does one step, Pause stops, the rate changes in mid-run, another width begins anew', async () => {
    const complaints = await visit('/live/digits/', async (page) => {
      await button(page, 'Step').click()
      await expect.poll(() => steps(page), patiently).toBe(1)
      await button(page, 'Step').click()
      await expect.poll(() => steps(page), patiently).toBe(2)

      await button(page, 'Start').click()
      await expect.poll(() => steps(page), patiently).toBeGreaterThan(20)
      await page.getByRole('slider', { name: 'Learning rate' }).fill('-3')
      expect(await text(page, 'rate-shown')).toBe('0.001')
      await button(page, 'Pause').click()
      await button(page, 'Start').waitFor()
      const at = await steps(page)
      await page.waitForTimeout(300)
      expect(await steps(page)).toBe(at)

      await page.getByRole('radio', { name: '64' }).check({ force: true })
      await expect.poll(() => text(page, 'parameters'), patiently).toBe('4,810 parameters')
      expect(await steps(page)).toBe(0)
    })
    expect(complaints).toEqual([])
  })

  test('the same settings train to the same accuracy', async () => {
    const seen: string[] = []
    const look = async (page: Page): Promise<void> => {
      for (const n of [1, 2, 3]) {
        await button(page, 'Step').click()
        await expect.poll(() => steps(page), patiently).toBe(n)
      }
      seen.push(await text(page, 'loss'))
    }
    await visit('/live/digits/', look)
    await visit('/live/digits/', look)
    expect(seen[0]).toBe(seen[1])
  })

  test.each([
    ['/', 'Gradus'],
    ['/guides/install/', 'Install'],
    ['/guides/model-is-a-pipe/', 'A model is a pipe'],
    ['/api/gradus/search/functions/runstudy/', 'runStudy'],
  ])('%s opens without a complaint and without leaving the site', async (path, title) => {
    const complaints = await visit(path, async (page) => {
      expect(await page.textContent('h1')).toBe(title)
    })
    expect(complaints).toEqual([])
  })

  test('the search finds a function of the reference', async () => {
    const complaints = await visit('/', async (page) => {
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByRole('textbox', { name: /search/i }).fill('softmaxCrossEntropy')
      await page.locator('dialog a[href*="/api/gradus/losses/"]').first().waitFor({ timeout: 20_000 })
    })
    expect(complaints).toEqual([])
  })

  test.each([
    ['/live/digits/', 'light'],
    ['/live/digits/', 'dark'],
    ['/', 'light'],
    ['/', 'dark'],
  ] as const)('%s has no accessibility problem that axe can see, in %s', async (path, colorScheme) => {
    await visit(
      path,
      async (page) => {
        if (path.startsWith('/live')) await page.locator('.mistakes li').first().waitFor()
        await page.addScriptTag({ content: axe.source })
        // Scripts make long lines of code reachable by keyboard a moment after the page is there.
        await expect.poll(() => page.evaluate(problemsOf), patiently).toEqual([])
      },
      { colorScheme },
    )
  })

  test('the live page fits a telephone', async () => {
    await visit(
      '/live/digits/',
      async (page) => {
        await page.locator('.mistakes li').first().waitFor()
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(overflow).toBeLessThanOrEqual(0)
      },
      { viewport: { width: 360, height: 740 } },
    )
  })
})
