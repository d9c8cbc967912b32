import { defineConfig } from '@playwright/test'
import { launchOptions } from './browser.mjs'

/** Real browsers against the real program; `./hotseat test e2e` builds both, installs Chromium and sets the variables. */
export default defineConfig({
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  forbidOnly: true,
  retries: 0,
  outputDir: 'test-results/playwright',
  projects: [
    { name: 'journeys', testDir: 'journeys' },
    { name: 'runner', testDir: 'runner' },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    launchOptions,
  },
})
