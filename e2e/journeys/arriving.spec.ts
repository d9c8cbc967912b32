// The way in: what the address bar holds, links that are not whole, rooms that are full, networks that let half through.
import { createSession, joinSession } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'
import { expect, Person, test } from './fixture'

test('the address bar of a host is the candidate link, before the first paint and later', async ({ server, arrive }) => {
  const session = await createSession(server)
  const mara = await arrive()
  await mara.page.goto(session.links.host)
  await expect(mara.button('Join')).toBeVisible()
  expect(mara.page.url()).not.toContain(session.secrets.host)
  await mara.join('Mara')
  expect(mara.page.url()).toBe(session.links.candidate)

  const noor = await arrive()
  await noor.page.goto(mara.page.url())
  await noor.join('Noor')
  await expect(mara.people.getByText('Noor')).toBeVisible()
  const rui = await arrive()
  await rui.page.goto(session.links.observer)
  await expect(rui.code).toBeVisible()
  expect(rui.page.url()).toBe(session.links.observer)
})

test('the candidate link in the browser of the host makes no second person unless asked to', async ({ server, arrive }) => {
  const session = await createSession(server)
  const mara = await arrive()
  await mara.page.goto(session.links.host)
  await mara.join('Mara')
  const tab = new Person(await mara.page.context().newPage())
  await tab.page.goto(session.links.candidate)
  await expect(tab.code).toBeEditable()
  await expect(tab.people.getByText('host', { exact: true })).toBeVisible()
  await expect(tab.page.getByText('This is the candidate link, and you are host here.')).toBeVisible()
  await expect(mara.people.getByRole('listitem')).toHaveCount(1)

  await tab.button('Open as candidate').click()
  await tab.join('Mara looks')
  await expect(mara.people.getByText('Mara looks')).toBeVisible()
  await tab.page.reload()
  await expect(tab.code).toBeEditable()
  await expect(tab.page.getByText(/This is the candidate link/)).toHaveCount(0)
  await expect(tab.people.getByRole('listitem').filter({ hasText: 'Mara looks' })).toContainText('you')
})

test('half a link, a cut one and a broken address say what is missing and take the whole one', async ({ server, arrive }) => {
  const session = await createSession(server)
  const noor = await arrive()
  const field = noor.page.getByRole('textbox', { name: 'Paste the whole link here' })
  for (const [address, title] of [
    [`/s/${session.id}`, 'This is half a link'],
    [`/s/${session.id}#c.${session.secrets.candidate.slice(0, -6)}`, 'The key of this link is cut'],
    ['/s/abc', 'There is nothing at this address'],
    ['/nothing/here', 'There is nothing at this address'],
  ] as const) {
    await noor.page.goto('about:blank')
    await noor.page.goto(server.url + address)
    await expect(noor.page.getByRole('heading', { name: title })).toBeVisible()
    await expect(noor.page).toHaveTitle(/Hotseat/)
    await expect(noor.button('Create room')).toHaveCount(0)
    await expect(field).toBeVisible()
  }
  await field.fill(`It is ${server.url}/s/${session.id}#c.short`)
  await expect(noor.page.getByRole('status')).toContainText('cut off')
  await field.fill(`It is ${session.links.candidate}, at ten`)
  await field.press('Enter')
  await noor.join('Noor')
  noor.problems.length = 0 // the browser reports the 404 of the broken addresses
})

test('a whole link pasted at the door of the same room opens it', async ({ server, arrive }) => {
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(`${server.url}/s/${session.id}`)
  const field = noor.page.getByRole('textbox', { name: 'Paste the whole link here' })
  await field.fill(session.links.candidate)
  await field.press('Enter')
  await noor.join('Noor')
})

test('a full room is said before joining, and can be watched', async ({ server, arrive }) => {
  const session = await createSession(server)
  const endings: (() => void)[] = []
  for (let seat = 1; seat <= 8; seat++) {
    const { token } = await joinSession(session, 'candidate', `Seat ${seat}`)
    await synced(connect({ after: (end: () => void) => endings.push(end) }, server, session, token))
  }
  const ninth = await arrive()
  await ninth.page.goto(session.links.candidate)
  await expect(ninth.page.getByText('All 8 seats are taken.')).toBeVisible()
  await expect(ninth.button('Join')).toHaveCount(0)
  await ninth.page.getByRole('textbox', { name: 'Your name' }).fill('Ninth')
  await ninth.button('Watch').click()
  await expect(ninth.code).toBeVisible()
  await expect(ninth.page.getByText('8 of 8 seats')).toBeVisible()

  const host = await arrive()
  await host.page.goto(session.links.host)
  await host.join('Mara')
  await expect(host.page.getByText('8 of 8 seats')).toBeVisible()
  for (const end of endings) end()
  await host.button('8 left').click()
  await expect(host.page.getByRole('list', { name: 'Left' }).getByRole('listitem')).toHaveCount(8)
})

test('a network that blocks WebSockets is named, and the text can be read until it lets one through', async ({
  server,
  arrive,
}) => {
  const session = await createSession(server)
  const noor = await arrive()
  let blocked = true
  await noor.page.routeWebSocket(/\/ws\//, (socket) => {
    if (blocked) socket.close()
    else socket.connectToServer()
  })
  await noor.page.goto(session.links.candidate)
  await noor.page.getByRole('textbox', { name: 'Your name' }).fill('Noor')
  await noor.button('Join').click()
  await expect(noor.page.getByText('Your network may block live connections')).toBeVisible()
  await expect(noor.page.getByRole('region', { name: 'Code, to be read only' })).toContainText('console.log')
  blocked = false
  await noor.button('Try now').click()
  await expect(noor.code).toBeEditable()
  await expect(noor.page.getByText('Your network may block live connections')).toHaveCount(0)
})

test('who has just come has no caret until they click or press a key', async ({ room, arrive }) => {
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await expect(noor.code).toBeFocused()
  await noor.expectSaved()
  await room.mara.type('// seen by Noor')
  await noor.expectText(/seen by Noor/)
  // Whatever Noor's page said of its caret came before what Mara typed.
  await expect(room.mara.page.locator('.cm-remote')).toHaveCount(0)
  await noor.page.keyboard.press('ArrowDown')
  await expect(room.mara.page.locator('.cm-remote')).toHaveCount(1)
})
