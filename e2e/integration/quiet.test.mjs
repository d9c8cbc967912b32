// Lines on which little is said: stock clients leave a server that is silent for 30 s, and a server looks after those that are.
import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { WebSocket, awareness } from '../hotseat-client.mjs'
import { createSession, joinSession, startServer, until } from '../server.mjs'

const server = await startServer({ after })
const STOCK_LEAVES_MS = 30_000
const KEEP_ALIVE = Buffer.of(1, 1, 0)

/** A stock client that says only what the test does; it counts what keeps a line alive. */
async function stock(t, session, name) {
  const { token } = await joinSession(session, 'candidate', name)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/sessions/${session.id}?token=${token}`)
  t.after(() => socket.terminate())
  const seen = { keepAlives: 0, pings: 0, cursors: 0 }
  socket.on('ping', () => seen.pings++)
  socket.on('message', (message) => {
    if (message.equals(KEEP_ALIVE)) seen.keepAlives++
    else if (message[0] === 1) seen.cursors++
  })
  await new Promise((resolve) => socket.once('open', resolve))
  return { socket, seen }
}

test('who hears nothing is spoken to and who says nothing is asked; who does both is left alone', { timeout: 60_000 }, async (t) => {
  const silent = await stock(t, await createSession(server), 'Silent')
  const room = await createSession(server)
  const lively = [await stock(t, room, 'Ada'), await stock(t, room, 'Bo')]
  let clock = 0
  const moves = setInterval(() => {
    clock++
    for (const [i, { socket }] of lively.entries()) socket.send(awareness([{ client: 70 + i, clock, state: { at: clock } }]))
  }, 1_000)
  t.after(() => clearInterval(moves))
  await until('a message and a ping', () => silent.seen.keepAlives > 0 && silent.seen.pings > 0, STOCK_LEAVES_MS)
  for (const { seen } of lively) {
    assert.ok(seen.cursors > 10, `${seen.cursors} of others`)
    assert.deepEqual([seen.keepAlives, seen.pings], [0, 0])
  }
})

test('a frame that breaks the protocol is answered with why', async (t) => {
  const session = await createSession(server)
  const { token } = await joinSession(session, 'candidate', 'Eve')
  const { hostname, port } = new URL(server.url)
  const socket = createConnection({ host: hostname, port: Number(port) })
  t.after(() => socket.destroy())
  let heard = ''
  socket.on('data', (data) => (heard += data.toString('latin1')))
  socket.write(
    `GET /ws/sessions/${session.id}?token=${token} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\n` +
      `connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  await until('the handshake', () => heard.includes('\r\n\r\n'))
  socket.write(Buffer.of(0x82, 1, 0)) // not masked
  await until('a close frame with 1002', () => heard.includes('\x03\xea') && /masked/.test(heard))
})
