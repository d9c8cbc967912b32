// What one participant, or a stranger with a room of their own, cannot do to the others.
import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { awareness, edit, enter, newName, open, replica, step1, update } from '../hotseat-client.mjs'
import { createSession, joinSession, request, startServer, until } from '../server.mjs'

const server = await startServer({ after })

async function room(t) {
  const session = await createSession(server, { language: 'python' })
  const [eve, mara] = [await joinSession(session, 'candidate', 'Eve'), await joinSession(session, 'host', 'Mara')]
  return { session, eve, mara, hostile: await enter(t, server, session, eve.token), honest: await enter(t, server, session, mara.token) }
}

/** An update of one struct for each of these clients, and nothing else. */
function manyClients(clients) {
  const docs = clients.map((client) => edit(replica(client), (text) => text.insert(0, 'x')))
  return Y.mergeUpdates(docs)
}

test('a participant has so many Yjs ids and no more, and uses up none of the others', async (t) => {
  const { session, mara, hostile, honest } = await room(t)
  const ids = Array.from({ length: 1_024 }, (_, i) => 10_000 + i)
  hostile.send(update(manyClients(ids)))
  assert.equal((await hostile.message('NACK')).code, 'too-many-clients')
  hostile.send(update(manyClients(ids.slice(0, 64))))
  await until('the acknowledgement', () => hostile.of('ACK').at(-1)?.n === 2)
  hostile.send(update(manyClients(ids.slice(64, 65))))
  const nack = await hostile.message('NACK', 2)
  assert.equal(nack.code, 'too-many-clients')
  assert.equal(nack.limit, 64)
  honest.send(update(edit(replica(5), (text) => text.insert(0, 'still writing '))))
  await honest.message('ACK')
  assert.equal((await request(`${session.url}/code`, { method: 'PUT', bearer: mara.token, body: { code: 'put' } })).status, 200)
})

test('nobody takes the ids under which the server writes, however they are made', async (t) => {
  const { session, mara, hostile, honest } = await room(t)
  const main = [...honest.doc.store.clients.keys()][0]
  const { body: file } = await request(`${session.url}/files`, { method: 'POST', bearer: mara.token, body: { language: 'javascript' } })
  await until('its starter', () => honest.doc.store.clients.size === 2)
  const starter = [...honest.doc.store.clients.keys()].find((client) => client !== main)
  assert.equal(file.id, 'javascript')
  // A second room has other ids; both its starter's and those that are not written yet are refused there alike.
  const collected = (client) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 1) // one client
    encoding.writeVarUint(encoder, 1) // one struct
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, Y.getState(honest.doc.store, client)) // the next clock
    encoding.writeUint8(encoder, 0) // collected
    encoding.writeVarUint(encoder, 1 << 30) // so many units
    encoding.writeVarUint(encoder, 0) // no deletions
    return encoding.toUint8Array(encoder)
  }
  hostile.send(update(collected(starter)))
  hostile.send(update(collected(main)))
  assert.equal((await hostile.message('NACK', 1)).code, 'foreign-client')
  assert.equal((await hostile.message('NACK', 2)).code, 'foreign-client')
  for (const id of ['typescript']) {
    const answer = await request(`${session.url}/files`, { method: 'POST', bearer: mara.token, body: { language: id } })
    assert.equal(answer.status, 201)
  }
})

test('waking a room and putting code use up no Yjs id', async (t) => {
  const { session, mara, honest } = await room(t)
  for (let i = 0; i < 5; i++) {
    await request(`${session.url}/code`, { method: 'PUT', bearer: mara.token, body: { code: `print(${i})\n` } })
  }
  await until('the last one', () => honest.text() === 'print(4)\n')
  assert.equal(honest.doc.store.clients.size, 2, 'the starter, and the server')
})

test('one participant cannot fill the room with connections', async (t) => {
  const { session, eve, mara } = await room(t)
  const more = []
  for (let i = 0; i < 12; i++) more.push(open(t, server, session, eve.token))
  await until('the refusals', () => more.filter((each) => each.socket.readyState === 3).length === 5)
  const refused = await more.find((each) => each.socket.readyState === 3).closed
  assert.equal(refused.code, 1013)
  assert.match(refused.reason, /8 times/)
  await enter(t, server, session, mara.token)
})

test('whoever has the candidate link cannot shut a second interviewer out', { timeout: 60_000 }, async () => {
  const session = await createSession(server)
  let last
  for (let i = 0; i < 500; i++) {
    last = await request(`${session.url}/join`, { method: 'POST', bearer: session.secrets.observer, body: { name: `Guest ${i}` } })
    if (last.status !== 200) break
  }
  assert.equal(last.status, 409)
  assert.equal((await joinSession(session, 'host', 'Second')).participant.name, 'Second')
})

test('when all seats are taken the ninth is told before joining, may watch, and a host gets in', async (t) => {
  const session = await createSession(server)
  for (let i = 0; i < 8; i++) {
    await enter(t, server, session, (await joinSession(session, 'candidate', `Guest ${i}`)).token)
  }
  const details = await request(session.url, { bearer: session.secrets.candidate })
  assert.deepEqual(details.body.seats, { taken: 8, of: 8 })
  const join = (body) => request(`${session.url}/join`, { method: 'POST', bearer: session.secrets.candidate, body })
  const ninth = await join({ name: 'Ninth' })
  assert.equal(ninth.status, 409)
  assert.match(ninth.body.detail, /8 seats.*watch/)
  const watching = await join({ name: 'Ninth', watch: true })
  assert.equal(watching.body.participant.role, 'observer')
  assert.equal((await joinSession(session, 'host', 'Mara')).participant.role, 'host')
})

test('pings whose answers nobody reads fill no memory, and one that is read is answered', { timeout: 60_000 }, async (t) => {
  const { session, eve } = await room(t)
  const { hostname, port } = new URL(server.url)
  const socket = createConnection({ host: hostname, port: Number(port) })
  t.after(() => socket.destroy())
  socket.write(
    `GET /ws/sessions/${session.id}?token=${eve.token} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\n` +
      `connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  const ping = (payload) => Buffer.concat([Buffer.from([0x89, 0x80 | payload.length, 0, 0, 0, 0]), payload])
  const many = Buffer.concat(Array.from({ length: 1_000 }, () => ping(Buffer.alloc(125))))
  const before = rss(server.pid)
  // 300 MB; without a bound each of them would wait in the server's memory as an answer. What is less may be garbage.
  for (let i = 0; i < 2_400; i++) {
    socket.write(many)
    if (socket.writableLength > 4 << 20) await new Promise((resolve) => socket.once('drain', resolve))
  }
  assert.ok(rss(server.pid) - before < 150, `${rss(server.pid) - before} MB more`)
  socket.write(ping(Buffer.from('the last')))
  let heard = ''
  socket.on('data', (data) => (heard = (heard + data.toString('latin1')).slice(-1_000)))
  socket.resume()
  await until('the last answer', () => heard.includes('the last'))
})

/** Memory of a process in MB, as Linux counts it. */
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) >> 10

test('what is shown of one participant is bounded, also when connections take it over from each other', async (t) => {
  const session = await createSession(server)
  const { token } = await joinSession(session, 'observer', 'Rui')
  const [a, b] = [await enter(t, server, session, token), await enter(t, server, session, token)]
  for (let round = 0; round < 40; round++) {
    const ids = Array.from({ length: 8 }, (_, i) => round * 8 + i + 1)
    a.send(awareness(ids.map((client) => ({ client, clock: 1, state: {} }))))
    await a.settled()
    b.send(awareness(ids.map((client) => ({ client, clock: 2, state: {} }))))
    await b.settled()
  }
  const mara = await enter(t, server, session, (await joinSession(session, 'host', 'Mara')).token)
  await until('the presence', () => mara.states.size > 0)
  assert.ok(mara.states.size <= 16, `${mara.states.size} states`)
})

test('throw-away ids do not push out those that others show', async (t) => {
  const { hostile, honest } = await room(t)
  honest.send(awareness([{ client: 77, clock: 1, state: { file: 'main' } }]))
  await honest.settled()
  for (let i = 0; i < 70; i++) {
    hostile.send(awareness(Array.from({ length: 64 }, (_, j) => ({ client: 1_000 + i * 64 + j, clock: 1, state: {} }))))
  }
  await hostile.settled()
  hostile.send(update(edit(replica(77), (text) => text.insert(0, 'stolen'))))
  assert.equal((await hostile.message('NACK')).code, 'foreign-client')
  honest.send(update(edit(replica(77), (text) => text.insert(0, 'mine'))))
  await honest.message('ACK')
})

test('whoever asks for everything a thousand times is answered, but not a thousand times', async (t) => {
  const { session, mara, hostile } = await room(t)
  await request(`${session.url}/code`, { method: 'PUT', bearer: mara.token, body: { code: 'x\n'.repeat(100_000) } })
  await hostile.settled()
  const before = hostile.heard.filter((what) => what === 'STEP2').length
  for (let i = 0; i < 3_000; i++) hostile.send(step1())
  hostile.say({ type: 'RUN', run: newName(), i: 5, kind: 'input', text: 'behind them' })
  await hostile.message('RUNACK')
  const answers = hostile.heard.filter((what) => what === 'STEP2').length - before
  assert.ok(answers >= 1 && answers < 1_500, `${answers} answers`)
})

test('whoever says HELLO a thousand times is told of the runs once', async (t) => {
  const { hostile, honest } = await room(t)
  const run = newName()
  hostile.say({ type: 'HELLO', page: newName(), runs: {} })
  hostile.say({ type: 'RUN', run, i: 0, kind: 'started', file: 'main', fileName: 'main.py', language: 'python' })
  for (let i = 1; i < 200; i++) hostile.say({ type: 'RUN', run, i, kind: 'phase', phase: 'running' })
  await hostile.message('RUNACK', 200)
  const page = newName()
  for (let i = 0; i < 1_000; i++) honest.say({ type: 'HELLO', page, runs: {} })
  await honest.message('RUN', 200)
  await honest.settled()
  assert.equal(honest.of('RUN').length, 200)
})

test('the whole document is bounded, not each file', async (t) => {
  const { hostile, session, eve } = await room(t)
  let refused = null
  for (let i = 0; i < 8 && !refused; i++) {
    const doc = replica(600 + i)
    const before = Y.encodeStateVector(doc)
    doc.getText(`file:f${i}`).insert(0, 'x'.repeat(900_000))
    hostile.send(update(Y.encodeStateAsUpdate(doc, before)))
    await hostile.settled()
    refused = hostile.of('NACK')[0]
  }
  assert.equal(refused.code, 'document-full')
  assert.equal(hostile.of('WELCOME')[0].limits.documentBytes, refused.limit)
  assert.equal((await request(`${session.url}/code`, { bearer: eve.token })).status, 200)
})

test('a number that browsers write into the list of files is not believed', async (t) => {
  const { session, mara, hostile } = await room(t)
  const doc = replica(50)
  const before = Y.encodeStateVector(doc)
  doc.getMap('files').set('far', { name: 'far.py', language: 'python', order: 2147483647 })
  hostile.send(update(Y.encodeStateAsUpdate(doc, before)))
  await until('the acknowledgement', () => hostile.of('ACK').at(-1)?.n === 1)
  const answer = await request(`${session.url}/files`, { method: 'POST', bearer: mara.token, body: { language: 'javascript' } })
  assert.equal(answer.status, 201)
  assert.ok(answer.body.order >= 0, `order ${answer.body.order}`)
})

test('names that look alike get a number, and a name of nothing is none', async () => {
  const session = await createSession(server)
  const join = (name) => request(`${session.url}/join`, { method: 'POST', bearer: session.secrets.observer, body: { name } })
  assert.equal((await join('Mara')).body.participant.name, 'Mara')
  for (const name of ['\u00a0', '\u202f\u2007', 'Mara\u200d', 'Mara\ufe0f', 'Mara\u3164', '\u3164', 'Ma\u034fra', '\u2800']) {
    assert.equal((await join(name)).status, 400, JSON.stringify(name))
  }
  assert.match((await join('MARA')).body.participant.name, /^MARA \(2\)$/)
  assert.match((await join('\uff2dara')).body.participant.name, /\(3\)$/)
  assert.equal((await join('👩‍👩‍👧')).status, 200)
  assert.equal((await join('😀'.repeat(25))).status, 200, '25 characters, whatever they weigh')
})

test('small things of requests: the scheme in any case, an author for a bare link', async (t) => {
  const session = await createSession(server)
  const read = await fetch(session.url, { headers: { authorization: `bearer ${session.secrets.host}` } })
  assert.equal(read.status, 200)
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: session.secrets.candidate, body: { code: 'by link' } })
  assert.equal(put.status, 200)
  const awareWithMore = Buffer.from([3, 0])
  const { hostile } = await room(t)
  hostile.send(awareWithMore)
  assert.equal((await hostile.closed).code, 4422)
})

test('an observer cannot use up the joins of the candidates', { timeout: 60_000 }, async () => {
  const session = await createSession(server)
  const join = (role) => request(`${session.url}/join`, { method: 'POST', bearer: session.secrets[role], body: { name: 'Guest' } })
  for (let i = 0; i < 460; i++) if ((await join('observer')).status !== 200) break
  assert.equal((await join('candidate')).status, 200)
})
