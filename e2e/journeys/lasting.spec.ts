import type { WebSocketRoute } from '@playwright/test'
import { createSession, joinSession } from '../server.mjs'
import { cable } from './cable'
import { createRoom, expect, test } from './fixture'

test('a reload keeps the seat, of hosts too, and the bar holds the link to pass on', async ({ room, arrive }) => {
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.type('\n// before the reload')
  await noor.expectSaved()
  await noor.page.reload()
  await noor.expectText(/before the reload/)
  await expect(noor.people.getByText('Noor')).toHaveCount(1)
  await expect(room.mara.people.getByText('Noor')).toHaveCount(1)
  await room.mara.page.reload()
  await room.mara.expectText(/before the reload/)
  await expect(room.mara.people.getByText('host', { exact: true })).toBeVisible()
  for (const person of [noor, room.mara]) expect(person.page.url()).toBe(room.candidate)
})

test('somebody whose page was loaded again is seen where they are', async ({ room, arrive }) => {
  const { mara } = room
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write('one\ntwo')
  const caret = mara.page.locator('.cm-remote', { hasText: 'Noor' })
  await expect(caret).toHaveCount(1)
  const place = () => caret.getAttribute('style')
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft']) {
    const before = await place()
    await noor.page.keyboard.press(key)
    await expect.poll(place).not.toBe(before)
  }
  await noor.expectSaved()
  await noor.page.reload()
  await expect(caret).toHaveCount(0)
  await expect(noor.code).toBeEditable()
  await noor.type(' three')
  await mara.expectText('one\ntwo three')
  await expect(caret).toHaveCount(1)
})

test('without a network one types on, and is merged when it is back', async ({ server, arrive }) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const mara = await arrive()
  await mara.page.goto(session.links.host)
  await mara.join('Mara')
  const noor = await arrive()
  await noor.page.goto(session.links.candidate.replace(server.url, wire.url))
  await noor.join('Noor')
  await mara.write('together\n')
  await noor.expectText('together\n')

  wire.pull()
  await expect(noor.save).toContainText(/offline/i)
  await noor.type('typed offline\n')
  await expect(noor.save).toContainText(/\d/) // how many edits are kept here
  await mara.type('typed online\n')
  wire.plug()
  for (const person of [mara, noor]) {
    await person.expectText(/typed offline/)
    await person.expectText(/typed online/)
  }
  expect(await mara.text()).toBe(await noor.text())
  await noor.expectSaved()
  wire.close()
})

test('what was typed offline survives the closed tab', async ({ server, arrive }) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate.replace(server.url, wire.url))
  await noor.join('Noor')
  await noor.write('on disk\n')
  await noor.expectSaved()
  wire.pull()
  await expect(noor.save).toContainText(/offline/i)
  await noor.type('kept in the browser\n')
  await expect(noor.save).toContainText(/\d/)
  const context = noor.page.context()
  await noor.page.close({ runBeforeUnload: false })
  wire.plug()
  const again = await context.newPage()
  await again.goto(`${wire.url}/s/${session.id}`)
  await expect(again.locator('.cm-content')).toContainText('kept in the browser')
  const mara = await arrive()
  await mara.page.goto(session.links.host)
  await mara.join('Mara')
  await mara.expectText(/kept in the browser/)
  wire.close()
})

test('kill -9 of the server in the middle of typing loses nothing', async ({ arrive, start }) => {
  let server = await start()
  const room = await createRoom(await arrive(), server.url)
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await room.mara.write('')
  await noor.expectText('')
  await noor.code.focus()
  const typing = noor.page.keyboard.type('abcdefghijklmnopqrstuvwxyz\n'.repeat(8), { delay: 15 })
  await room.mara.expectText(/abcdefghij/)
  await server.kill()
  await typing
  server = await start({ data: server.data, port: server.port })
  for (const person of [noor, room.mara]) {
    await person.expectText('abcdefghijklmnopqrstuvwxyz\n'.repeat(8))
    await person.expectSaved()
  }
})

test('a link that opens nothing says so', async ({ arrive, server }) => {
  const eve = await arrive()
  await eve.page.goto(`${server.url}/s/${'A'.repeat(14)}#c.${'A'.repeat(22)}`)
  // The form to join is there until the server has answered.
  await expect(eve.page.getByRole('heading', { name: /no room|not open|no such/i })).toBeVisible()
  eve.problems.length = 0 // the browser reports the 404 of the question
})

test('who leaves with unsent edits is asked once', async ({ server, arrive }) => {
  const session = await createSession(server)
  const noor = await arrive()
  const open: WebSocketRoute[] = []
  let blocked = false
  await noor.page.routeWebSocket(/\/ws\//, (socket) => {
    if (blocked) socket.close()
    else {
      socket.connectToServer()
      open.push(socket)
    }
  })
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  blocked = true
  for (const socket of open) await socket.close()
  await expect(noor.save).toContainText('offline')
  await noor.type('never sent')
  await expect(noor.save).toContainText('offline, 1 edit kept here')
  const asked: string[] = []
  noor.page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await noor.button('Leave and forget').click()
  await noor.page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(noor.button('Create room')).toBeVisible()
  expect(asked).toEqual([])
})

test('leaving forgets the seat on this device', async ({ arrive, server }) => {
  const session = await createSession(server)
  await joinSession(session, 'host', 'Mara')
  const noor = await arrive()
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  await noor.page.keyboard.press('Control+Enter')
  await expect(noor.console).toContainText('exit 0')
  await noor.button('Hide output (for you)').click()
  await noor.button(/leave/i).first().click()
  await noor.page.getByRole('button', { name: /leave/i }).last().click()
  await expect(noor.button('Create room')).toBeVisible()
  const kept = await noor.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  expect(kept).not.toContain(session.secrets.candidate)
  expect(kept).not.toContain(session.id)
})

test('a host who leaves can copy the host link where they are told to', async ({ room, server }) => {
  const { mara } = room
  await mara.button('Leave and forget').click()
  await mara.page.getByRole('dialog').getByRole('button', { name: 'Copy host link' }).click()
  await mara.button('Leave').click()
  const field = mara.page.getByPlaceholder(/link/)
  await field.focus()
  await mara.page.keyboard.press('Control+v')
  await mara.page.keyboard.press('Enter')
  await expect(mara.page.getByText('You hold the host link: you lead this room')).toBeVisible()
  expect(mara.page.url()).toContain(server.url)
})
