import path from 'node:path'

import type { Browser, Page } from 'playwright'
import { chromium } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { emptyFolder, gradus, smallConfig, write } from '../harness/cli.ts'
import * as parts from '../harness/parts.ts'

const shots = process.env['GRADUS_SHOTS']

describe.skipIf(!parts.hasChromium)('report.html in a browser', () => {
  const folder = emptyFolder()
  let browser: Browser
  const requests: string[] = []

  const open = async (colorScheme: 'light' | 'dark', width: number): Promise<Page> => {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width, height: 900 },
      javaScriptEnabled: true,
    })
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(`file://${path.join(folder, 'runs/small/report.html')}`)
    return page
  }

  beforeAll(async () => {
    write(folder, 'small.json', smallConfig({ epochs: 12 }))
    await gradus(['train', 'small.json', '--quiet'], folder)
    browser = await chromium.launch({ executablePath: parts.chromium, args: ['--no-sandbox'] })
  }, 120_000)

  afterAll(() => browser.close())

  test('shows all its parts, asks the network for nothing', async () => {
    const page = await open('light', 1200)
    const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts()
    expect(headings).toEqual(
      expect.arrayContaining([
        'Learning curves',
        'Confusion matrix',
        'Most confident mistakes',
        'Model',
        'Environment',
        'Configuration',
      ]),
    )
    expect(await page.getByRole('img', { name: /^Loss\. Training loss goes from/ }).count()).toBe(1)
    expect(await page.getByRole('img', { name: /^Example \d+: \d, taken for \d$/ }).count()).toBeGreaterThan(
      0,
    )
    expect(await page.locator('.confusion tbody tr').count()).toBe(10)
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1)
    if (shots !== undefined)
      await page.screenshot({ path: path.join(shots, 'report-light.png'), fullPage: true })
  })

  test('shows the values under the pointer without any script', async () => {
    const page = await open('light', 1200)
    const band = page.locator('.band').nth(5)
    await band.locator('rect').hover({ force: true })
    expect(await band.locator('text').first().isVisible()).toBe(true)
    expect(await band.locator('text').first().innerHTML()).toBe('epoch 6')
    expect(await page.locator('script').count()).toBe(0)
  })

  test('fits a telephone, in the dark too', async () => {
    const page = await open('dark', 390)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 22, 26)')
    if (shots !== undefined)
      await page.screenshot({ path: path.join(shots, 'report-dark-narrow.png'), fullPage: true })
  })
})
