// Nothing enters log, wire or acknowledgement that the document does not have.
import assert from 'node:assert/strict'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { edit, enter, replica, step2, update } from '../hotseat-client.mjs'
import { createSession, dataFolder, joinSession, request, startServer, until } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'

/** One for all tests of this file but those that end it; each has a session of its own. */
const server = await startServer({ after })

async function room(t, on = server) {
  const session = await createSession(on, { language: 'python' })
  const [eve, mara] = [await joinSession(session, 'candidate', 'Eve'), await joinSession(session, 'host', 'Mara')]
  return { session, eve, mara, hostile: await enter(t, on, session, eve.token), honest: await enter(t, on, session, mara.token) }
}

const code = async (session, token) => (await request(`${session.url}/code`, { bearer: token })).body.code

/** Content that a text does not hold, of client 111 behind a unit of client 222 that is known to nobody. */
function poison() {
  const base = edit(replica(222), (text) => text.insert(0, 'x'))
  const evil = replica(111, [base])
  return { base, behind: edit(evil, (text) => text.insertEmbed(1, { evil: 1 })), evil }
}

test('what builds on what is not there is refused whole, asked for once, and reaches nobody', async (t) => {
  const { session, hostile, honest, mara } = await room(t)
  const { base, behind } = poison()
  const before = await code(session, mara.token)
  const asked = hostile.asked

  hostile.send(update(behind))
  const nack = await hostile.message('NACK')
  assert.equal(nack.n, 1)
  assert.equal(nack.code, 'incomplete')
  await until('the question for the rest', () => hostile.asked === asked + 1)
  hostile.send(update(behind))
  await hostile.message('NACK', 2)
  await hostile.settled()
  assert.equal(hostile.asked, asked + 1, 'asked once until something complete has come')

  hostile.send(update(base))
  await until('the acknowledgement', () => hostile.of('ACK').at(-1)?.n === 3)
  hostile.send(update(behind))
  assert.equal((await hostile.message('NACK', 3)).code, 'schema', 'now it can be looked at')
  await honest.settled()
  assert.deepEqual(honest.doc.getText('file:main').toDelta(), [{ insert: `x${before}` }])
  assert.equal(await code(session, mara.token), `x${before}`)
})

test('an honest host who types behind a refused unit has it on disk, over REST and for who comes later', async (t) => {
  const { session, hostile, honest, mara } = await room(t)
  const { base, behind } = poison()
  hostile.send(update(behind))
  hostile.send(update(base))
  await until('the acknowledgement', () => hostile.of('ACK').at(-1)?.n === 2)
  await until('the unit at the host', () => honest.text().startsWith('x'))
  honest.send(update(edit(honest.doc, (text) => text.insert(1, 'honest words'))))
  await honest.message('ACK')
  assert.match(await code(session, mara.token), /^xhonest words/)
  const late = await enter(t, server, session, mara.token)
  assert.match(late.text(), /^xhonest words/)
})

test('a deletion of what nobody will ever write does not make everybody talk for ever', async (t) => {
  const { session, hostile, mara } = await room(t)
  const other = replica(333)
  const typed = edit(other, (text) => text.insert(0, 'abc'))
  hostile.send(update(edit(replica(444, [typed]), (text) => text.delete(0, 2))))
  assert.equal((await hostile.message('NACK')).code, 'incomplete')
  const stock = connect(t, server, session, mara.token)
  await synced(stock)
  let questions = 0
  stock.provider.ws.on('message', (data) => {
    if (data[0] === 0 && data[1] === 0) questions++
  })
  for (let i = 0; i < 20; i++) stock.text.insert(0, `${i} `)
  await until('the edits on disk', async () => (await code(session, mara.token)).startsWith('19 '))
  assert.equal(questions, 0)
})

test('a stock client whose edit is incomplete is asked for the rest and never closed for it', async (t) => {
  const { session, mara } = await room(t)
  const stock = connect(t, server, session, mara.token)
  await synced(stock)
  let closes = 0
  stock.provider.on('connection-close', () => closes++)
  // Two edits, of which only the second is sent: what a lost message looks like.
  const { ws } = stock.provider
  const send = ws.send.bind(ws)
  ws.send = () => {}
  stock.text.insert(0, 'lost ')
  ws.send = send
  stock.text.insert(5, 'found ')
  await until('both at the server', async () => (await code(session, mara.token)).startsWith('lost found '))
  assert.equal(closes, 0)
})

test('what waits for a unit of the server cannot keep it from writing', async (t) => {
  const { session, hostile, mara } = await room(t)
  const { body: created } = await request(`${session.url}/files`, { method: 'POST', bearer: mara.token, body: { language: 'javascript' } })
  assert.equal(created.id, 'javascript')
  const starters = [...honestClients(hostile.doc)]
  for (const client of starters) {
    const next = Y.getState(hostile.doc.store, client)
    const ghost = replica(client, [Y.encodeStateAsUpdate(hostile.doc)])
    edit(ghost, (text) => text.insert(0, 'y'.repeat(3)))
    const evil = replica(111, [Y.encodeStateAsUpdate(ghost)])
    const bytes = edit(evil, (text) => text.insertEmbed(1, { next }))
    hostile.send(update(bytes))
  }
  await hostile.message('NACK', starters.length)
  const answer = await request(`${session.url}/files`, { method: 'POST', bearer: mara.token, body: { language: 'typescript' } })
  assert.equal(answer.status, 201)
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: mara.token, body: { code: 'print(1)\n' } })
  assert.equal(put.status, 200)
})

const honestClients = (doc) => doc.store.clients.keys()

test('a room with refused poison is loaded again after kill -9, with all that was acknowledged', async (t) => {
  const data = dataFolder(t)
  const first = await startServer(t, { data })
  const { session, hostile, honest, mara } = await room(t, first)
  const { base, behind } = poison()
  hostile.send(update(behind))
  hostile.send(update(base))
  await until('the acknowledgement', () => hostile.of('ACK').at(-1)?.n === 2)
  honest.send(update(edit(replica(555, [Y.encodeStateAsUpdate(honest.doc)]), (text) => text.insert(0, 'honest '))))
  await honest.message('ACK')
  const shown = await code(session, mara.token)
  await first.kill()
  const second = await startServer(t, { data, port: first.port })
  assert.equal(await code(session, mara.token), shown)
  const again = await enter(t, second, session, mara.token)
  assert.equal(again.text(), shown)
})

test('of an outage one message of all edits is refused, each by itself is not but the one at fault', async (t) => {
  const { hostile } = await room(t)
  const doc = replica(777, [Y.encodeStateAsUpdate(hostile.doc)])
  const good = edit(doc, (text) => text.insert(0, 'good '))
  const bad = edit(doc, (text) => text.insertEmbed(0, { bad: 1 }))
  hostile.send(step2(Y.mergeUpdates([good, bad])))
  assert.equal((await hostile.message('NACK')).code, 'schema')
  hostile.send(update(good))
  hostile.send(update(bad))
  await hostile.message('NACK', 2)
  await hostile.settled()
  assert.match(hostile.text(), /^good /)
})

const version010 = fileURLToPath(new URL('../../server/src/test/resources/version-0.1.0', import.meta.url))

test('rooms of version 0.1.0 load, poisoned ones too, and what honest people typed in them is there', async (t) => {
  const data = dataFolder(t)
  cpSync(join(version010, 'hotseat.db'), join(data, 'hotseat.db'))
  const old = await startServer(t, { data })
  const rooms = JSON.parse(readFileSync(join(version010, 'rooms.json'), 'utf8'))
  const at = (room) => ({ ...room, url: `${old.url}/api/sessions/${room.id}` })

  assert.equal(await code(at(rooms.plain), rooms.plain.candidate), rooms.plain.code)
  const files = await request(`${old.url}/api/sessions/${rooms.plain.id}/code?file=javascript`, { bearer: rooms.plain.host })
  assert.equal(files.body.code, 'put over REST\n')

  assert.doesNotMatch(rooms.poisoned.code, /honest words/, 'version 0.1.0 had acknowledged them and lost them')
  assert.equal(await code(at(rooms.poisoned), rooms.poisoned.host), rooms.poisoned.shown)
  const honest = await enter(t, old, rooms.poisoned, rooms.poisoned.host)
  assert.deepEqual(honest.doc.getText('file:main').toDelta(), [{ insert: rooms.poisoned.shown }])
  honest.send(update(edit(honest.doc, (text) => text.insert(0, 'goes on '))))
  await honest.message('ACK')

  const waiting = await enter(t, old, rooms.waiting, rooms.waiting.host)
  assert.equal(waiting.text(), rooms.waiting.code)
  const asked = waiting.asked
  waiting.send(update(edit(replica(999, [Y.encodeStateAsUpdate(waiting.doc)]), (text) => text.insert(0, 'x'))))
  await waiting.message('ACK')
  await waiting.settled()
  assert.equal(waiting.asked, asked)
})
