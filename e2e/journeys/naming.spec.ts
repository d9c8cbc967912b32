// What a room is called, and how one finds it again.
import { createSession } from '../server.mjs'
import { expect, test } from './fixture'

test('a host names the room where the name stands, and everybody reads it', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await expect(noor.button(/Rename/)).toHaveCount(0)
  const field = mara.page.getByRole('textbox', { name: 'Name of the room' })

  await mara.button(/Rename/).click()
  await field.fill('not this')
  await field.press('Escape')
  await expect(mara.button(/Untitled room/)).toBeVisible()

  await mara.button(/Rename/).click()
  await field.fill('Rota gaps')
  await field.press('Enter')
  for (const person of [mara, noor]) {
    await expect(person.page.locator('.room')).toContainText('Rota gaps')
    await expect(person.page).toHaveTitle('Rota gaps · Hotseat')
  }
})

test('a name that is not taken says why and stays in the field', async ({ room }) => {
  const { mara } = room
  await mara.page.route('**/api/sessions/*', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Store","status":503,"detail":"The store does not write."}' })
      : route.continue(),
  )
  await mara.button(/Rename/).click()
  const field = mara.page.getByRole('textbox', { name: 'Name of the room' })
  await field.fill('Rota gaps')
  await field.press('Enter')
  await expect(mara.page.locator('.toasts')).toContainText('The name was not changed: The store does not write.')
  await expect(field).toHaveValue('Rota gaps')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await field.press('Escape')
  mara.problems.length = 0 // the browser reports the 503
})

test('the front page lists the rooms of this browser, opens and forgets them, and says which are gone', async ({
  server,
  room,
}) => {
  const { mara } = room
  const session = await createSession(server, { title: 'Second room' })
  await mara.page.goto(session.links.candidate)
  await mara.join('Mara')
  await expect(mara.page).toHaveTitle(/Second room/)
  await fetch(session.url, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${session.secrets.host}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Renamed meanwhile' }),
  })
  await expect(mara.page).toHaveTitle(/Renamed meanwhile/)
  await mara.page.evaluate(() => {
    const gone = { token: 'x'.repeat(43), secret: 'y'.repeat(22), id: 'p', name: 'Mara', role: 'host', colour: 4, links: {} }
    localStorage.setItem(`hotseat.session.${'A'.repeat(14)}`, JSON.stringify([gone]))
    localStorage.setItem(`hotseat.visit.${'A'.repeat(14)}`, JSON.stringify({ title: 'Old room', at: 1, invited: true }))
  })
  await mara.page.goto(server.url)
  const rooms = mara.page.getByRole('region', { name: 'Your rooms' }).getByRole('listitem')
  await expect(rooms).toHaveCount(3)
  await expect(rooms.nth(0)).toContainText('Renamed meanwhile')
  await expect(rooms.nth(0)).toContainText('candidate')
  await expect(rooms.nth(1)).toContainText('host')
  await expect(rooms.nth(2)).toContainText('Old room')
  await expect(rooms.nth(2)).toContainText('is gone')
  // What the server says of itself stays above the fold of a small laptop.
  for (const size of [{ width: 1366, height: 768 }, { width: 1440, height: 900 }]) {
    await mara.page.setViewportSize(size)
    await expect(mara.page.locator('main > .status')).toBeInViewport({ ratio: 1 })
  }
  await mara.button('Forget Old room').click()
  await expect(rooms).toHaveCount(2)
  await mara.button('Forget Untitled room').click()
  await expect(mara.page.getByText('Its host link is only here.')).toBeVisible()
  await mara.button('Keep').click()
  await rooms.nth(1).getByRole('link').click()
  await expect(mara.code).toBeEditable()
  expect(mara.page.url()).toBe(room.candidate)
  mara.problems.length = 0 // the browser reports the 404 of the room that is gone
})

test('a new room opens in the language that was used last', async ({ server, room }) => {
  const { mara } = room
  await mara.language.selectOption('python')
  await mara.expectText(/def greet/)
  await expect(mara.language.getByRole('option', { name: 'TypeScript (no run yet)' })).toBeAttached()
  await mara.page.goto(server.url)
  await mara.button('Create room').click()
  await mara.join('Mara')
  await mara.expectText(/def greet/)
})

test('Create that fails moves nothing, and the bar says that the server is away', async ({ server, arrive }) => {
  const mara = await arrive()
  await mara.page.goto(server.url)
  await expect(mara.page.getByText('READY', { exact: true })).toBeVisible()
  // The browser gives the same width as 221.96875 or as 221.968753…, by what it had to draw meanwhile.
  const widths = () =>
    Promise.all(
      ['Create room', 'Join'].map(async (name) => ((await mara.button(name).boundingBox())?.width ?? 0).toFixed(3)),
    )
  const before = await widths()
  await mara.page.route('**/api/sessions', (route) => route.abort())
  await mara.button('Create room').click()
  await expect(mara.page.getByRole('alert')).toContainText('does not answer')
  expect(await widths()).toEqual(before)
  await expect(mara.page.getByText('AWAY', { exact: true })).toBeVisible()
  await expect(mara.page.getByRole('link', { name: 'API' }).first()).toHaveAttribute('href', '/docs')
  mara.problems.length = 0 // the browser reports the request that failed
})
