import { existsSync } from 'node:fs'
import { chromium as playwright } from 'playwright'

const places = [
  process.env['GRADUS_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  playwright.executablePath(),
]

/** A Chromium of this machine. */
export const chromium = (): { readonly executable: string; readonly missing?: string } => {
  const executable = places.find((place) => place !== undefined && existsSync(place))
  return executable === undefined
    ? { executable: '', missing: 'Chromium: none found. Install it, or name one in GRADUS_CHROMIUM' }
    : { executable }
}

export const launch = (executable: string): ReturnType<typeof playwright.launch> =>
  playwright.launch({
    executablePath: executable,
    headless: true,
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
