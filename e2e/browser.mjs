// Chromium as the tests and the benchmarks start it.
export { chromium } from '@playwright/test'

export const launchOptions = {
  executablePath: process.env.HOTSEAT_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
