// What the browser keeps of unsent edits: whose they are, and what happens when it keeps them badly.
import type { Page } from '@playwright/test'
import { createSession } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'
import { type Cable, cable } from './cable'
import { expect, Person, test } from './fixture'

interface Seat {
  readonly person: Person
  readonly wire: Cable
  /** A link as this browser reaches it, by its cable. */
  through(link: string): string
}

/** The same browser once more: another tab. */
const another = async (person: Person) => new Person(await person.page.context().newPage())

async function offline({ person, wire }: Seat, typed: string): Promise<void> {
  wire.pull()
  await expect(person.save).toContainText(/offline/i)
  await person.type(typed)
  await expect(person.save).toContainText(/kept here/)
}

/** A tab as the browser opens it again after it was closed: it knows by which link it was in the room. */
async function restored(person: Person, secret: string): Promise<Person> {
  const tab = await another(person)
  await tab.page.addInitScript((secret) => history.replaceState({ secret }, ''), secret)
  return tab
}

async function shut(page: Page): Promise<void> {
  await page.close({ runBeforeUnload: false })
}

test('what a host typed offline is not lost when the candidate’s tab is opened first in the same browser', async ({
  server,
  arrive,
}) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const through = (link: string) => link.replace(server.url, wire.url)
  const host = await arrive()
  await host.page.goto(through(session.links.candidate))
  await host.join('Noor')
  await host.page.goto('about:blank')
  await host.page.goto(through(session.links.host))
  await host.join('Mara')
  await host.write('on disk\n')
  await host.expectSaved()
  await offline({ person: host, wire, through }, 'an hour of work\n')
  const candidate = await restored(host, session.secrets.candidate)
  await shut(host.page)
  wire.plug()

  await candidate.page.goto(through(session.links.candidate))
  await candidate.expectText('on disk\n')
  await candidate.expectSaved()
  await expect(candidate.page.getByText(/Not saved/)).toHaveCount(0)
  const again = await another(candidate)
  await again.page.goto(through(session.links.host))
  for (const person of [again, candidate]) {
    await person.expectText('on disk\nan hour of work\n')
    await person.expectSaved()
  }
  wire.close()
})

test('who only watches takes nothing over from who types in the same browser', async ({ server, arrive }) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const through = (link: string) => link.replace(server.url, wire.url)
  const host = await arrive()
  await host.page.goto(through(session.links.observer))
  await expect(host.code).toBeVisible()
  await host.page.goto('about:blank')
  await host.page.goto(through(session.links.host))
  await host.join('Mara')
  await host.write('on disk\n')
  await host.expectSaved()
  await offline({ person: host, wire, through }, 'unsent\n')
  const watching = await restored(host, session.secrets.observer)
  await shut(host.page)
  wire.plug()
  await watching.page.goto(through(session.links.observer))
  await watching.expectText('on disk\n')
  await watching.expectSaved()
  const again = await another(watching)
  await again.page.goto(through(session.links.host))
  await watching.expectText('on disk\nunsent\n')
  wire.close()
})

test('without Web Locks, as on plain HTTP, offline edits are there at once after reopening, and once', async ({
  server,
  arrive,
}) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const through = (link: string) => link.replace(server.url, wire.url)
  const noor = await arrive()
  await noor.page.context().addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'))
  await noor.page.goto(through(session.links.candidate))
  await noor.join('Noor')
  await noor.write('on disk\n')
  await noor.expectSaved()
  await offline({ person: noor, wire, through }, 'once\n')
  const again = await another(noor)
  await shut(noor.page)
  wire.plug()
  await again.page.goto(`${wire.url}/s/${session.id}`)
  await again.expectText('on disk\nonce\n')
  await again.expectSaved()
  await again.page.reload()
  await again.expectText('on disk\nonce\n')
  wire.close()
})

test('without Web Locks what a tab typed offline is in the other tab as soon as it goes', async ({ server, arrive }) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const through = (link: string) => link.replace(server.url, wire.url)
  const one = await arrive()
  await one.page.context().addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'))
  await one.page.goto(through(session.links.candidate))
  await one.join('Noor')
  await one.write('on disk\n')
  await one.expectSaved()
  const two = await another(one)
  await two.page.goto(`${wire.url}/s/${session.id}`)
  await two.expectText('on disk\n')
  await offline({ person: one, wire, through }, 'typed in the first tab\n')
  one.page.on('dialog', (dialog) => void dialog.accept())
  await one.page.goto('about:blank')
  // Still offline: it comes from the browser alone.
  await two.expectText('on disk\ntyped in the first tab\n')
  await expect(two.save).toContainText(/kept here/)
  wire.plug()
  await two.expectSaved()
  wire.close()
})

/** Holds the browser's database open as a page of another version would; answers when it is. */
const hold = (page: Page, version: number, lets: boolean) =>
  page.evaluate(
    ([wanted, letsGo]) =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('hotseat', wanted)
        request.onupgradeneeded = () => {
          if (!request.result.objectStoreNames.contains('unsaved')) request.result.createObjectStore('unsaved')
        }
        request.onerror = () => reject(request.error)
        request.onsuccess = () => {
          if (letsGo) request.result.close()
          else Object.assign(window, { held: request.result })
          resolve(request.result.version)
        }
      }),
    [version, lets] as const,
  )

test('a tab of the first version holds no room up, and unsent edits are kept once it is gone', async ({
  server,
  arrive,
}) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const through = (link: string) => link.replace(server.url, wire.url)
  const noor = await arrive()
  const old = await another(noor)
  await old.page.goto(wire.url)
  await hold(old.page, 1, false)
  await noor.page.goto(through(session.links.candidate))
  await noor.join('Noor')
  const warning = noor.page.getByText(/will not keep a copy/)
  await expect(warning).toBeVisible()
  await noor.write('typed all the same\n')
  await noor.expectSaved()
  await shut(old.page)
  await expect(warning).toHaveCount(0)
  await offline({ person: noor, wire, through }, 'kept\n')
  const again = await another(noor)
  await shut(noor.page)
  wire.plug()
  await again.page.goto(`${wire.url}/s/${session.id}`)
  await again.expectText('typed all the same\nkept\n')
  wire.close()
})

test('a room lets go of the database for a newer version, and types on', async ({ server, arrive }) => {
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  const newer = await another(noor)
  await newer.page.goto(server.url)
  expect(await hold(newer.page, 3, true)).toBe(3)
  await noor.write('on\n')
  await noor.expectSaved()
})

test('tabs that are loaded again, or opened one after the other, are one writer', async ({ server, arrive }) => {
  const session = await createSession(server)
  let noor = await arrive()
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  await noor.write('')
  for (const letter of 'abcde') {
    await noor.type(letter)
    await noor.expectSaved()
    await noor.page.reload()
    await expect(noor.code).toBeEditable()
  }
  for (const letter of 'fgh') {
    const next = await another(noor)
    await shut(noor.page)
    await next.page.goto(`${server.url}/s/${session.id}`)
    await expect(next.code).toBeEditable()
    await next.type(letter)
    await next.expectSaved()
    noor = next
  }
  await noor.expectText('abcdefgh')
  const endings: (() => void)[] = []
  const token = await noor.page.evaluate((id) => {
    const [kept] = JSON.parse(localStorage.getItem(`hotseat.session.${id}`) ?? '[]')
    return String(kept.token)
  }, session.id)
  const stock = connect({ after: (ending: () => void) => endings.push(ending) }, server, session, token)
  await synced(stock)
  // Noor, and who wrote the starter text.
  expect(stock.doc.store.clients.size).toBe(2)
  for (const end of endings) end()
})
