// A stranger with a room of their own cannot end the process, nor stop the other rooms: with the heap that the container of
// deploy/compose.yaml gives.
import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import * as encoding from 'lib0/encoding'
import { awareness, edit, enter, newName, open, replica, syncMessage, update } from '../hotseat-client.mjs'
import { createSession, joinSession, request, startServer, until } from '../server.mjs'

process.env.JAVA_TOOL_OPTIONS = '-Xmx307m'
const server = await startServer({ after })
/** Some rooms, so that there is one on each loop. */
const others = await Promise.all(Array.from({ length: 6 }, () => createSession(server)))
const READS = 30

async function everybodyElseIsAnswered() {
  for (let i = 0; i < READS; i++)
    for (const session of others) assert.equal((await request(`${session.url}/code`, { bearer: session.secrets.host })).status, 200)
}

/** Observers suffice; each has as many sockets as one may have. */
async function crowd(t, session, people) {
  const connections = []
  for (let i = 0; i < people; i++) {
    const { token } = await joinSession(session, 'observer', `Somebody with a long name ${i}`)
    for (let j = 0; j < 8; j++) connections.push(await enter(t, server, session, token))
  }
  return connections
}

/** The frames that a socket is sent, counted and not looked at. */
function count(connection) {
  let frames = 0
  connection.socket.removeAllListeners('message')
  connection.socket.on('message', () => frames++)
  return () => frames
}

const longState = { file: 'f'.repeat(32), top: { tname: `file:${'f'.repeat(32)}`, item: { client: 2 ** 53 - 1, clock: 2 ** 53 - 1 } } }

test('who asks where everybody is without end gets few answers and stops nobody', { timeout: 120_000 }, async (t) => {
  const connections = await crowd(t, await createSession(server), 24)
  for (const [i, connection] of connections.entries())
    connection.send(awareness([1, 2].map((j) => ({ client: i * 2 + j, clock: 1, state: longState }))))
  await connections[0].settled()
  const asking = connections.slice(0, 40)
  const answers = asking.map(count)
  for (const connection of asking) for (let i = 0; i < 5_000; i++) connection.send(Uint8Array.of(3))
  await everybodyElseIsAnswered()
  await until('an answer to each', () => answers.every((answered) => answered() > 0))
  const all = answers.reduce((sum, answered) => sum + answered(), 0)
  assert.ok(all < (40 * 5_000) / 4, `${all} answers to ${40 * 5_000} questions`)
})

test('who moves a cursor without end stops nobody', { timeout: 120_000 }, async (t) => {
  const connections = await crowd(t, await createSession(server), 24)
  const frames = connections.slice(8).map(count)
  for (const [n, connection] of connections.slice(0, 8).entries())
    for (let i = 1; i < 5_000; i++) connection.send(awareness([{ client: 1_000 + n, clock: i, state: { i } }]))
  await everybodyElseIsAnswered()
  await until('the cursors', () => frames.every((seen) => seen() > 0))
})

const frame = (payload) => {
  const head = payload.length < 126 ? [0x82, 0x80 | payload.length] : [0x82, 0xfe, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), Buffer.from(payload)])
}

/** A socket of which the test writes the bytes; `headers` say who it is. */
async function upgraded(t, session, headers, query = '') {
  const { hostname, port } = new URL(server.url)
  const socket = createConnection({ host: hostname, port: Number(port) })
  socket.on('error', () => {}) // it is cut in the end, and that is right
  t.after(() => socket.destroy())
  socket.write(
    `GET /ws/sessions/${session.id}${query} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
      `${headers}sec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  await new Promise((resolve) => {
    socket.once('data', resolve)
    socket.once('close', resolve)
  })
  return socket
}

/** A stock client's socket that is written to and never read. */
async function deaf(t, session, token) {
  const socket = await upgraded(t, session, '', `?token=${token}`)
  socket.pause()
  return socket
}

const put = (session, token, text) => request(`${session.url}/code`, { method: 'PUT', bearer: token, body: text, type: 'text/plain' })
const large = 'ж'.repeat(1_000_000)

test('who asks for the document again and again and does not read it does not end the process', { timeout: 120_000 }, async (t) => {
  const session = await createSession(server)
  const sockets = []
  for (let i = 0; i < 30; i++) {
    const { token } = await joinSession(session, 'observer', `O${i}`)
    if (i === 0) assert.equal((await put(session, session.secrets.host, large)).status, 200)
    for (let j = 0; j < 8; j++) sockets.push(await deaf(t, session, token))
  }
  let asked = 0
  // The kernel takes some megabytes for each before the server has to keep anything.
  for (let round = 0; round < 8; round++)
    for (const socket of sockets) {
      // Each knows something else that is not there, so that no answer can be shared.
      const vector = encoding.createEncoder()
      for (const number of [1, 1_000 + asked++, 1]) encoding.writeVarUint(vector, number)
      if (!socket.destroyed) socket.write(frame(syncMessage(0, encoding.toUint8Array(vector))))
      if (asked % 20 === 0) await everybodyElseIsAnswered()
    }
  // Ordinary rooms do not wait for documents that nobody reads.
  const { token: noor } = await joinSession(others[0], 'candidate', 'Noor')
  const page = await enter(t, server, others[0], noor)
  assert.match(page.text(), /Hello/)
  // Who has not read for seconds makes way: an honest reader of the large one waits for its turn, and is not sent away.
  const { token } = await joinSession(session, 'host', 'Mara')
  const reader = open(t, server, session, token)
  await reader.message('WELCOME')
  reader.send(syncMessage(0, Uint8Array.of(0)))
  await until('its turn', () => reader.text().length === large.length, 90_000)
  await everybodyElseIsAnswered()
})

test('who goes from place to place among many who do not read fills no memory', { timeout: 120_000 }, async (t) => {
  for (let room = 0; room < 5; room++) {
    const session = await createSession(server)
    const people = await Promise.all(Array.from({ length: 250 }, (_, i) => joinSession(session, 'candidate', `C${i}`)))
    const sockets = await Promise.all(people.map(({ token }) => deaf(t, session, token)))
    for (let clock = 1; clock < 14; clock++) {
      for (const [i, socket] of sockets.entries())
        for (const from of [0, 8]) {
          const places = Array.from({ length: 8 }, (_, k) => ({ client: 1_000 * i + from + k + 1, clock, state: longState }))
          if (!socket.destroyed) socket.write(frame(awareness(places)))
        }
      await new Promise((moved) => setTimeout(moved, 350))
    }
    assert.equal((await request(`${server.url}/health/live`)).status, 200)
  }
  await everybodyElseIsAnswered()
})

test('a full room that asks again and again where everybody is, and does not read, fills no memory', { timeout: 120_000 }, async (t) => {
  const session = await createSession(server)
  const id = { client: 2 ** 53 - 1, clock: 2 ** 53 - 1 }
  const place = { type: id, tname: `file:${'f'.repeat(32)}`, item: id, assoc: -1 }
  const state = { cursor: { anchor: place, head: place }, file: 'f'.repeat(32), top: place, away: true }
  const people = await Promise.all(Array.from({ length: 250 }, (_, i) => joinSession(session, 'candidate', `${'ж'.repeat(36)}${i}`)))
  const sockets = await Promise.all(people.map(({ token }) => upgraded(t, session, '', `?token=${token}`)))
  for (const socket of sockets) socket.on('data', () => {})
  for (const from of [0, 4, 8, 12])
    for (const [i, socket] of sockets.entries()) {
      const places = Array.from({ length: 4 }, (_, k) => ({ client: 1_000 * i + from + k + 1, clock: 1, state }))
      socket.write(frame(awareness(places)))
      if (i % 10 === 0) await new Promise((heard) => setTimeout(heard, 20))
    }
  await everybodyElseIsAnswered()
  // They have read so far, and the kernel takes tens of megabytes for each; what it does not take any more is in the server.
  for (const socket of sockets) socket.pause()
  for (let round = 0; round < 30; round++) {
    for (const socket of sockets) if (!socket.destroyed) socket.write(frame(Uint8Array.of(3)))
    await new Promise((asked) => setTimeout(asked, 400))
  }
  await everybodyElseIsAnswered()
})

test('requests over REST are held to the memory that edits are held to', { timeout: 120_000 }, async (t) => {
  const full = await startServer(t)
  const rooms = []
  for (let isFull = false; !isFull; ) {
    const session = await createSession(full)
    const { token } = await joinSession(session, 'host', 'Mara')
    const page = open(t, full, session, token)
    // A full server wakes no further room, either.
    isFull = await Promise.race([page.message('WELCOME').then(() => false), page.closed.then(({ code }) => code === 1013)])
    if (!isFull) rooms.push({ session, token })
    if (!isFull) assert.equal((await put(session, token, large)).status, 200)
  }
  const [{ session, token }] = rooms
  assert.equal((await put(session, token, large.replaceAll('ж', 'я'))).status, 503)
  assert.equal((await put(session, token, 'a few lines')).status, 200)
})

test('who asks for code over REST again and again and does not read it fills no memory', { timeout: 60_000 }, async (t) => {
  const session = await createSession(server)
  // What JSON writes six bytes for each of: more than the kernel takes for a socket.
  assert.equal((await put(session, session.secrets.host, '\u0001'.repeat(1_000_000))).status, 200)
  const { hostname, port } = new URL(server.url)
  const before = inUse(server.pid)
  for (let i = 0; i < 100; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    socket.write(
      `GET /api/sessions/${session.id}/code HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${session.secrets.host}\r\n\r\n`,
    )
    await new Promise((answered) => socket.once('readable', answered))
  }
  assert.ok(rss(server.pid) - before < 200, `${rss(server.pid) - before} MB more`)
  await everybodyElseIsAnswered()
})

test('who asks for code over REST on many sockets at once does not end the process', { timeout: 120_000 }, async (t) => {
  const full = await startServer(t)
  const { hostname, port } = new URL(full.url)
  const rooms = []
  for (let i = 0; i < 24; i++) {
    rooms.push(await createSession(full))
    assert.equal((await put(rooms[i], rooms[i].secrets.host, large)).status, 200)
  }
  const file = JSON.stringify({ language: 'python' })
  const asking = ({ id, secrets }, i) => {
    const rest = `host: ${hostname}:${port}\r\nauthorization: Bearer ${secrets.candidate}\r\n`
    return i % 8 === 0
      ? `POST /api/sessions/${id}/files HTTP/1.1\r\n${rest}content-type: application/json\r\ncontent-length: ${file.length}\r\n\r\n${file}`
      : `GET /api/sessions/${id}/code HTTP/1.1\r\n${rest}\r\n`
  }
  // As many as rooms take at a time, a few hundred bytes each: the texts of all together are much more than there is memory.
  for (let round = 0; round < 2; round++) {
    const sockets = Array.from({ length: 64 * rooms.length }, () => createConnection({ host: hostname, port }))
    t.after(() => sockets.forEach((socket) => socket.destroy()))
    const over = sockets.map((socket) => new Promise((resolve) => socket.once('data', resolve).once('close', resolve).on('error', resolve)))
    for (const [i, socket] of sockets.entries()) socket.write(asking(rooms[i % rooms.length], Math.floor(i / rooms.length)))
    await Promise.all(over)
    for (const socket of sockets) socket.destroy()
  }
  assert.equal((await request(`${full.url}/health/live`)).status, 200)
  const text = () => request(`${rooms[0].url}/code`, { bearer: rooms[0].secrets.host })
  await until('room for others', async () => (await text()).status === 200)
})

/** The largest script of the page, and the largest file that it gets piece by piece. */
async function largestFiles() {
  const sizes = new Map()
  const look = async (path) => {
    if (sizes.has(path)) return
    const { body } = await request(`${server.url}${path}`)
    sizes.set(path, body.length)
    for (const [name] of body.matchAll(/[\w.-]+-[\w-]{8}\.js\b/g)) await look(`/assets/${name}`)
  }
  await look('/')
  const { body } = await request(`${server.url}/runtimes/runtimes.json`)
  const [[runtime]] = Object.entries(body.files).sort(([, a], [, b]) => b.br - a.br)
  assert.equal((await request(`${server.url}/runtimes/${runtime}`, { method: 'HEAD' })).status, 200)
  return [[...sizes].sort(([, a], [, b]) => b - a)[0][0], `/runtimes/${runtime}`]
}

test('who asks for the files of the page and does not read them fills no memory', { timeout: 60_000 }, async (t) => {
  const { hostname, port } = new URL(server.url)
  const paths = await largestFiles()
  const before = inUse(server.pid)
  for (let i = 0; i < 300; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    // Neither a room nor a token is needed; so many that the kernel does not take them all.
    socket.write(`GET ${paths[i % 2]} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept-encoding: identity, br;q=${i % 2}\r\n\r\n`.repeat(15))
    await new Promise((answered) => socket.once('readable', answered))
  }
  await everybodyElseIsAnswered()
  assert.ok(rss(server.pid) - before < 100, `${rss(server.pid) - before} MB more`)
})

test('who asks for large files of the page on many sockets and does not read them fills no memory', { timeout: 120_000 }, async (t) => {
  const own = await startServer(t)
  const { hostname, port } = new URL(own.url)
  const [, path] = await largestFiles()
  const before = rss(own.pid)
  for (let i = 0; i < 1_200; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    socket.pause()
    t.after(() => socket.destroy())
    socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept-encoding: ${i % 2 ? 'identity' : 'br'}\r\n\r\n`)
    if (i % 100 === 0) assert.equal((await request(`${own.url}/health/live`)).status, 200)
  }
  assert.ok(rss(own.pid) - before < 150, `${rss(own.pid) - before} MB more`)
})

test('who asks for large files and leaves again and again fills no memory, whoever else is being sent some', { timeout: 120_000 }, async (t) => {
  const own = await startServer(t)
  const { hostname, port } = new URL(own.url)
  const [, path] = await largestFiles()
  const asking = (padding) => `GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept-encoding: br\r\nx: ${'x'.repeat(padding)}\r\n\r\n`
  const connect = () => {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    return socket
  }
  for (let i = 0; i < 100; i++) {
    const holding = connect()
    holding.write(asking(0))
    holding.once('data', () => holding.pause())
  }
  const before = rss(own.pid)
  for (let i = 0; i < 6_000; i++) {
    const socket = connect()
    await new Promise((sent) => socket.write(asking(7_000), sent))
    socket.destroy()
  }
  assert.ok(rss(own.pid) - before < 80, `${rss(own.pid) - before} MB more`)
  await until('the file for who reads it', async () => (await request(`${own.url}${path}`).catch(() => ({}))).status === 200, 20_000)
})

test('who sends bodies and never ends them keeps nobody from reading, and is cut after a while', { timeout: 120_000 }, async (t) => {
  const own = await startServer(t)
  const { hostname, port } = new URL(own.url)
  const session = await createSession(own)
  assert.equal((await put(session, session.secrets.host, 'x'.repeat(20_000))).status, 200)
  let cut = 0
  for (let bytes = 2 << 20; bytes > 4 << 10; bytes >>= 1) {
    for (let i = 0; i < 8; i++) {
      const socket = createConnection({ host: hostname, port: Number(port) })
      socket.on('error', () => {})
      socket.once('close', () => cut++)
      socket.resume()
      t.after(() => socket.destroy())
      socket.write(`POST /api/sessions HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n{`)
    }
  }
  for (let i = 0; i < READS; i++) assert.equal((await request(`${session.url}/code`, { bearer: session.secrets.host })).status, 200)
  await until('the slow ones are cut', () => cut >= 4, 60_000)
  assert.equal((await put(session, session.secrets.host, 'y'.repeat(20_000))).status, 200)
})

test('names and lines that nobody asked for stay nowhere', { timeout: 120_000 }, async (t) => {
  const own = await startServer(t)
  const { hostname, port } = new URL(own.url)
  for (let i = 0; i < 1_500; i++) {
    const name = String.fromCharCode(...Array.from({ length: 49_000 }, (_, at) => 0x61 + ((i * 7 + at * (i + 1)) % 26)))
    const { status } = await request(`${own.url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"${name}":1}` })
    assert.equal(status, 400)
  }
  const head = `GET / HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${'a:\r\n'.repeat(2_030)}`
  for (let i = 0; i < 2_400; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    await new Promise((over) => {
      socket.once('close', over)
      socket.write(head, over)
    })
  }
  await until('others are let in', async () => (await request(`${own.url}/health/live`).catch(() => ({}))).status === 200)
})

test('who sends frames and never ends them fills no memory', { timeout: 60_000 }, async (t) => {
  const session = await createSession(server)
  const head = Buffer.alloc(14)
  head.set([0x82, 0xff])
  head.writeBigUInt64BE(BigInt(3 << 20), 2)
  const most = Buffer.alloc((3 << 20) - 1)
  let open = 0
  for (let i = 0; i < 10; i++) {
    const { token } = await joinSession(session, 'observer', `O${i}`)
    for (let j = 0; j < 8; j++) {
      const socket = await deaf(t, session, token)
      open++
      socket.once('close', () => open--)
      socket.resume()
      socket.write(head)
      await Promise.race([new Promise((sent) => socket.write(most, sent)), new Promise((over) => socket.once('close', over))])
    }
  }
  // 8 % of the heap are as many frames; a socket may be cut a little late.
  await until('the others are cut', () => open * (3 << 20) <= 0.08 * (307 << 20) + (3 << 20))
  await everybodyElseIsAnswered()
})

test('who sends tiny frames without end does not end the process', { timeout: 60_000 }, async (t) => {
  const rooms = await Promise.all([1, 2, 3, 4].map(() => createSession(server)))
  const tiny = Buffer.concat(Array.from({ length: 4_000 }, () => frame(Uint8Array.of(0, 2, 0))))
  const end = Date.now() + 12_000
  /** A page of somebody who only watches: each edit is refused. Who is sent away comes back. */
  const flood = async (i) => {
    const { token } = await joinSession(rooms[i % 4], 'observer', `O${i}`)
    while (Date.now() < end) {
      const socket = await upgraded(t, rooms[i % 4], `sec-websocket-protocol: hotseat.v1, hotseat.token.${token}\r\n`)
      socket.resume()
      while (Date.now() < end && !socket.destroyed)
        await Promise.race([new Promise((sent) => socket.write(tiny, sent)), new Promise((over) => socket.once('close', over))])
      socket.destroy()
    }
  }
  await Promise.all(Array.from({ length: 60 }, (_, i) => flood(i)))
  await everybodyElseIsAnswered()
})

test('who is refused and goes on sending fills no memory', { timeout: 60_000 }, async (t) => {
  const session = await createSession(server)
  const frame = Buffer.alloc(3 << 20)
  frame.set([0x82, 0xff])
  frame.writeBigUInt64BE(BigInt(3 << 20), 2)
  const before = inUse(server.pid)
  const refused = async () => {
    const socket = await deaf(t, session, 'nobody')
    socket.resume()
    socket.write(frame)
    await new Promise((over) => socket.once('close', over))
  }
  const all = Promise.all(Array.from({ length: 150 }, refused))
  let most = 0
  const looking = setInterval(() => (most = Math.max(most, rss(server.pid))), 50)
  await everybodyElseIsAnswered()
  await all
  clearInterval(looking)
  assert.ok(most - before < 120, `${most - before} MB more`)
})

test('who sends bodies and never ends them fills no memory', { timeout: 60_000 }, async () => {
  const { hostname, port } = new URL(server.url)
  const body = Buffer.alloc(2_000_000, 'x')
  const before = inUse(server.pid)
  const sockets = []
  for (let i = 0; i < 150; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {}) // refused, it is cut in the end
    sockets.push(socket)
    // Neither a room nor a token is needed to be heard.
    socket.write(`POST /api/sessions HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: 2097152\r\n\r\n`)
    await Promise.race([new Promise((sent) => socket.write(body, sent)), new Promise((over) => socket.once('close', over))])
  }
  await everybodyElseIsAnswered()
  assert.ok(rss(server.pid) - before < 200, `${rss(server.pid) - before} MB more`)
  for (const socket of sockets) socket.destroy()
  const session = await createSession(server)
  await until('room for others', async () => (await put(session, session.secrets.host, large)).status === 200)
})

test('who sends bodies of ordinary size on many sockets and never ends them fills no memory', { timeout: 60_000 }, async (t) => {
  const { hostname, port } = new URL(server.url)
  const body = Buffer.alloc(64_999, ' ')
  const before = inUse(server.pid)
  for (let i = 0; i < 1_500; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    socket.write(`POST /api/sessions HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: 65000\r\n\r\n`)
    await Promise.race([new Promise((sent) => socket.write(body, sent)), new Promise((over) => socket.once('close', over))])
  }
  await everybodyElseIsAnswered()
  assert.ok(rss(server.pid) - before < 80, `${rss(server.pid) - before} MB more`)
})

test('who asks again and again without waiting for an answer fills no memory', { timeout: 60_000 }, async (t) => {
  const own = await startServer(t)
  const { hostname, port } = new URL(own.url)
  const asking = Buffer.from(`GET /health/live HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`.repeat(20_000))
  const before = rss(own.pid)
  let most = before
  const looking = setInterval(() => (most = Math.max(most, rss(own.pid))), 50)
  const sockets = Array.from({ length: 300 }, () => createConnection({ host: hostname, port: Number(port) }))
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  for (const socket of sockets) {
    socket.on('error', () => {})
    socket.pause()
    socket.write(asking)
  }
  await new Promise((enough) => setTimeout(enough, 10_000))
  clearInterval(looking)
  assert.equal((await request(`${own.url}/health/live`)).status, 200)
  assert.ok(most - before < 200, `${most - before} MB more`)
})

test('who begins a request behind a large one fills no memory', { timeout: 60_000 }, async (t) => {
  const { hostname, port } = new URL(server.url)
  const large = Buffer.from(`POST /nothing HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-length: 262144\r\n\r\n${'x'.repeat(262_144)}`)
  const before = inUse(server.pid)
  for (let i = 0; i < 1_500; i++) {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    socket.write(large)
    await new Promise((answered) => socket.once('data', answered).once('close', answered))
    socket.write('G')
  }
  await everybodyElseIsAnswered()
  assert.ok(rss(server.pid) - before < 80, `${rss(server.pid) - before} MB more`)
})

/** Memory that a server may have had in use before, though it has just given it back: so much is no news. */
const inUse = (pid) => Math.max(rss(pid), 220)

/** Memory of a process in MB, as Linux counts it. */
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) >> 10

test('rooms that all fall asleep at once, or are told to, fill no memory', { timeout: 120_000 }, async (t) => {
  const full = await startServer(t)
  for (let isFull = false; !isFull; ) {
    const session = await createSession(full)
    isFull = (await put(session, session.secrets.host, large)).status !== 200
  }
  // Those that nobody is in make way. A room that sleeps is not in memory, whatever is still to come for it.
  for (let i = 0; i < 150; i++) {
    const session = await createSession(full)
    await until('a room that has made way', async () => (await put(session, session.secrets.host, large)).status === 200)
  }
  const { output } = await full.terminate()
  assert.doesNotMatch(output, /OutOfMemory/)
})

test('entries of runs that are larger in memory than on the line do not end the process', { timeout: 120_000 }, async (t) => {
  const session = await createSession(server)
  const chunks = Array.from({ length: 2_000 }, () => [2, 'a'])
  for (let i = 0; i < 5; i++) {
    const { token } = await joinSession(session, 'host', `E${i}`)
    for (let j = 0; j < 8; j++) {
      const page = await enter(t, server, session, token)
      count(page)
      const run = newName()
      page.say({ type: 'HELLO', page: newName(), runs: {} })
      page.say({ type: 'RUN', run, i: 0, kind: 'started', file: 'main', fileName: 'main.py', language: 'python' })
      for (let n = 1; n < 150; n++) page.say({ type: 'RUN', run, i: n, kind: 'output', chunks })
    }
  }
  await everybodyElseIsAnswered()
})

test('while nothing can be written, who comes back again and again fills no memory', { timeout: 120_000 }, async (t) => {
  const full = await startServer(t)
  const session = await createSession(full)
  const { token } = await joinSession(session, 'candidate', 'Noor')
  const page = await enter(t, full, session, token)
  execFileSync('prlimit', ['--pid', String(full.pid), `--fsize=${statSync(join(full.data, 'hotseat.db')).size}:unlimited`])
  page.send(update(edit(replica(11), (text) => text.insert(0, 'x'))))
  await until('trouble', () => full.output().includes('cannot write'))
  // What an honest page does with a large edit that is not acknowledged: it sends it again when it comes back.
  const paste = update(edit(replica(12), (text) => text.insert(0, 'x'.repeat(900_000))))
  for (let i = 0; i < 150; i++) {
    const again = open({ after() {} }, full, session, token)
    again.socket.on('error', () => {}) // too many at once are told to come back
    await again.opened.catch(() => {})
    for (let j = 0; j < 3 && again.socket.readyState === 1; j++) await new Promise((sent) => again.socket.send(paste, sent))
    again.socket.terminate()
  }
  assert.equal((await request(`${full.url}/health/live`)).status, 200)
})
