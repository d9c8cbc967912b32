// Faults in the page, and lines that die: each is said, and mended.
import { createSession } from '../server.mjs'
import { cable } from './cable'
import { expect, test } from './fixture'

test('a fault in the editor is said, and what is typed after it is shared', async ({ room, arrive }) => {
  const noor = await arrive()
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write('start\n')
  await room.mara.expectText('start\n')
  await noor.page.evaluate(() => {
    const real = String.prototype.toWellFormed
    String.prototype.toWellFormed = () => {
      String.prototype.toWellFormed = real
      throw new Error('a fault of the test')
    }
  })
  await noor.type('lost ')
  await expect(noor.page.getByText(/failed in the editor/)).toBeVisible()
  await noor.expectText('start\n')
  await noor.type('shared\n')
  for (const person of [noor, room.mara]) await person.expectText('start\nshared\n')
  await room.mara.type('both ways\n')
  await noor.expectText('start\nshared\nboth ways\n')
  expect(noor.problems.splice(0).join()).toContain('a fault of the test')
})

test('a browser without toWellFormed types like any other', async ({ room, arrive }) => {
  const noor = await arrive()
  await noor.page.addInitScript(() => Reflect.deleteProperty(String.prototype, 'toWellFormed'))
  await noor.page.goto(room.candidate)
  await noor.join('Noor')
  await noor.write('typed 😀\n')
  await room.mara.expectText('typed 😀\n')
  await expect(noor.page.getByText(/failed in the editor/)).toHaveCount(0)
})

test('a line that dies without a word is told, and what was typed meanwhile is merged', async ({ server, arrive }) => {
  const wire = await cable(server.port)
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate.replace(server.url, wire.url))
  await noor.join('Noor')
  await noor.write('start\n')
  await noor.expectSaved()
  wire.freeze()
  await noor.type('typed into a dead line\n')
  await expect(noor.save).toContainText(/offline/i)
  wire.plug()
  await noor.expectSaved()
  await noor.expectText('start\ntyped into a dead line\n')
  wire.close()
})

test('whose line is dead is out of reach for the others soon, and back when it is', async ({ server, arrive, room }) => {
  const wire = await cable(server.port)
  const noor = await arrive()
  await noor.page.goto(room.candidate.replace(server.url, wire.url))
  await noor.join('Noor')
  const seat = room.mara.page.getByRole('group', { name: 'People' }).getByRole('button', { name: /Noor/ })
  await expect(room.mara.people.getByText('not reachable')).toHaveCount(0)
  await expect(seat).not.toHaveAttribute('data-gone')
  wire.freeze()
  await expect(room.mara.people.getByText('not reachable')).toBeVisible({ timeout: 20_000 })
  await expect(seat).toHaveAttribute('data-gone')
  wire.plug()
  await expect(room.mara.people.getByText('not reachable')).toHaveCount(0)
  await expect(seat).not.toHaveAttribute('data-gone')
  wire.close()
})

test('a server that restarts finds its people back, with everything they typed', async ({ arrive, start }) => {
  let server = await start()
  const session = await createSession(server)
  const noor = await arrive()
  await noor.page.goto(session.links.candidate)
  await noor.join('Noor')
  await noor.write('before\n')
  await noor.expectSaved()
  await server.terminate()
  await noor.type('between\n')
  server = await start({ data: server.data, port: server.port })
  await noor.expectSaved()
  await noor.expectText('before\nbetween\n')
})
