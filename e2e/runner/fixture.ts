import { test as base, type Page } from '@playwright/test'
import type { Options, Result } from './page'
import { startServer } from './server.mjs'

export type Server = Awaited<ReturnType<typeof startServer>>

export interface Lab {
  readonly page: Page
  readonly server: Server
  run(language: 'javascript' | 'python', code: string, options?: Options): Promise<Result>
  /** Resolves when a spare worker of the language waits. */
  prepare(language: 'javascript' | 'python'): Promise<void>
}

interface WorkerFixtures {
  variant: { isolated?: boolean; image?: boolean }
  server: Server
}

/** A page with a runner on a server of its own; `variant` takes features away. Every test ends with nothing heard outside. */
export const test = base.extend<{ lab: Lab }, WorkerFixtures>({
  variant: [{}, { option: true, scope: 'worker' }],
  server: [
    async ({ variant }, use) => {
      const server = await startServer(variant)
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  lab: async ({ page, server }, use) => {
    await page.goto(server.origin)
    await use({
      page,
      server,
      run: (language, code, options = {}) =>
        page.evaluate(([l, c, o]) => lab.run(l, c, o), [language, code, options] as const),
      prepare: (language) => page.evaluate((l) => lab.runner.prepare(l), language),
    })
  },
})

declare global {
  var lab: import('./page').Lab
}

export { expect } from '@playwright/test'
