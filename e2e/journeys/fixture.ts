// People in a room, as the tests speak of them.
import { type Browser, type BrowserContextOptions, test as base, expect, type Locator, type Page } from '@playwright/test'
import { startServer } from '../server.mjs'

/** What Chromium says about parts of our headers that it does not know; nothing is wrong with them. */
const KNOWN = [/Unrecognized feature: '(bluetooth|web-share)'/, /Unrecognized Content-Security-Policy directive 'webrtc'/]

/** What a browser says when the cable is pulled or the server is gone, which some tests are about. */
const OUTAGE = [
  /WebSocket connection to .* failed/,
  /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)/,
  /ERR_SOCKET_NOT_CONNECTED/, // cut between connecting and asking
  /Failed to load resource: .* status of 503 /, // asked while the server was stopping
]

export class Person {
  readonly code: Locator
  readonly console: Locator
  readonly people: Locator
  readonly save: Locator
  readonly language: Locator
  readonly problems: string[] = []

  constructor(readonly page: Page) {
    this.code = page.getByRole('textbox', { name: 'Code', exact: true })
    this.console = page.getByRole('log', { name: 'Console' })
    this.people = page.getByRole('list', { name: 'People' })
    this.save = page.getByRole('status', { name: 'Save state' })
    this.language = page.getByRole('combobox', { name: 'Language' })
    page.on('console', (message) => {
      const text = message.text()
      const matters = message.type() === 'error' || message.type() === 'warning'
      if (matters && ![...KNOWN, ...OUTAGE].some((known) => known.test(text))) this.problems.push(`${text} ${message.location().url}`)
    })
    page.on('pageerror', (error) => this.problems.push(String(error)))
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  async join(name: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name)
    await this.button('Join').click()
    await expect(this.code).toBeVisible()
    await expect(this.code).toBeEditable()
  }

  /** Types at the end of the file. */
  async type(text: string): Promise<void> {
    await this.code.focus()
    await this.page.keyboard.press('Control+End')
    await this.page.keyboard.insertText(text)
  }

  /** Replaces the whole file. */
  async write(text: string): Promise<void> {
    await this.code.focus()
    await this.page.keyboard.press('Control+a')
    await this.page.keyboard.insertText(text)
  }

  /** The text of the open file. Tests keep files short: an editor draws only what is in view. */
  async text(): Promise<string> {
    const lines = await this.page.locator('.cm-content .cm-line').evaluateAll((all) =>
      all.map((line) => {
        const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
        let text = ''
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
          if (!node.parentElement?.closest('.cm-errnote')) text += node.nodeValue
        }
        return text
      }),
    )
    return lines.join('\n')
  }

  async expectText(expected: string | RegExp): Promise<void> {
    if (typeof expected === 'string') await expect.poll(() => this.text()).toBe(expected)
    else await expect.poll(() => this.text()).toMatch(expected)
  }

  async expectSaved(): Promise<void> {
    await expect(this.save).toContainText('on disk')
  }
}

interface Room {
  /** The link that the host copies for the candidate. */
  candidate: string
  observer: string
  mara: Person
}

interface Fixtures {
  /** Opens a browser of its own for somebody. */
  arrive(options?: BrowserContextOptions): Promise<Person>
  /** Mara creates a room and sits in it. */
  room: Room
  /** Starts a server that only this test uses, and may kill. */
  start(options?: { data: string; port: number }): Promise<Server>
}

interface Server {
  url: string
  port: number
  data: string
  kill(): Promise<unknown>
  /** As an operator does: it says goodbye first. */
  terminate(): Promise<unknown>
}

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: the form that the test runner asks for
    async ({}, use) => {
      const endings: (() => void)[] = []
      await use(await startServer({ after: (ending: () => void) => endings.push(ending) }))
      for (const end of endings) end()
    },
    { scope: 'worker' },
  ],
  arrive: async ({ browser }, use) => {
    const people: Person[] = []
    await use(async (options) => {
      const person = await arrive(browser, options)
      people.push(person)
      return person
    })
    for (const person of people) {
      await person.page.context().close()
      expect(person.problems).toEqual([])
    }
  },
  // biome-ignore lint/correctness/noEmptyPattern: the form that the test runner asks for
  start: async ({}, use) => {
    const endings: (() => void)[] = []
    await use((options) => startServer({ after: (ending: () => void) => endings.push(ending) }, options))
    for (const end of endings) end()
  },
  room: async ({ arrive, server }, use) => use(await createRoom(await arrive(), server.url)),
})

async function arrive(browser: Browser, options?: BrowserContextOptions): Promise<Person> {
  const context = await browser.newContext({ permissions: ['clipboard-write'], ...options })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  return new Person(await context.newPage())
}

/** Creates a room as a newcomer does, from the front page, and reads its links from the share sheet. */
export async function createRoom(mara: Person, url: string): Promise<Room> {
  await mara.page.goto(url)
  await mara.button('Create room').click()
  await mara.join('Mara Voss')
  await mara.button('Copy candidate link').first().click()
  const candidate = await pasted(mara, url)
  await mara.button(/Copy (watch|observer) link/i).first().click()
  const observer = await pasted(mara, url)
  return { candidate, observer, mara }
}

/** What is in the clipboard, read as a person can: by pasting it. The page itself may not read it. */
async function pasted(person: Person, url: string): Promise<string> {
  const pad = await person.page.context().newPage()
  await pad.goto(url)
  const field = pad.getByPlaceholder(/link/)
  await field.focus()
  await pad.keyboard.press('Control+v')
  await expect(field).toHaveValue(/#/)
  const link = await field.inputValue()
  await pad.close()
  return link
}

export { expect }
