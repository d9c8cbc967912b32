// What the server refuses, how it says so, and that nobody else notices.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { createSession, joinSession, request, startServer, until } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'

/** A bare socket; answers with the close code and reason once it is closed, and keeps the JSON messages it got. */
function open(t, server, path, protocols = []) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, protocols)
  t.after(() => socket.terminate())
  const messages = []
  socket.on('message', (data) => {
    if (data[0] === 100) messages.push(JSON.parse(data.subarray(data.indexOf('{'.charCodeAt(0))).toString()))
  })
  const closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })))
  const opened = new Promise((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  return { socket, messages, closed, opened }
}

const updateMessage = (update) => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, 2)
  encoding.writeVarUint8Array(encoder, update)
  return encoding.toUint8Array(encoder)
}

function updateOf(edit) {
  const doc = new Y.Doc()
  edit(doc)
  return Y.encodeStateAsUpdate(doc)
}

/** One for all tests of this file; each has a session of its own. */
const server = await startServer({ after })

async function room(t) {
  const session = await createSession(server)
  const { token } = await joinSession(session, 'candidate', 'Noor')
  const path = `/ws/sessions/${session.id}`
  const other = connect(t, server, session, (await joinSession(session, 'host', 'Mara')).token)
  await synced(other)
  let disturbed = 0
  other.provider.on('connection-close', () => disturbed++)
  /** The other one in the room still edits and has noticed nothing. */
  const isUndisturbed = async () => {
    other.text.insert(0, 'still here ')
    await until('the edit on disk', async () =>
      (await request(`${session.url}/code`, { bearer: token })).body.code.startsWith('still here '))
    assert.equal(disturbed, 0)
  }
  return { session, token, path, other, isUndisturbed, protocols: ['hotseat.v1', `hotseat.token.${token}`] }
}

test('a wrong, missing or foreign token is refused, always in the same way', async (t) => {
  const { session, path, token } = await room(t)
  const foreign = await joinSession(await createSession(server), 'host', 'Eve')
  const answers = []
  for (const [where, protocols] of [
    [path, ['hotseat.v1']],
    [path, ['hotseat.v1', 'hotseat.token.nonsense']],
    [path, ['hotseat.v1', `hotseat.token.${'A'.repeat(43)}`]],
    [path, ['hotseat.v1', `hotseat.token.${foreign.token}`]],
    [path, ['hotseat.v1', `hotseat.token.${session.secrets.host}`]],
    [`/ws/sessions/${'A'.repeat(14)}`, ['hotseat.v1', `hotseat.token.${token}`]],
    ['/ws/sessions/none', ['hotseat.v1', `hotseat.token.${token}`]],
    [`${path}?token=${foreign.token}`, []],
    [`${path}/notes?token=${token}`, []],
    [`${path}?token=%zz`, []],
  ]) {
    answers.push(await open(t, server, where, protocols).closed)
  }
  for (const answer of answers) assert.deepEqual(answer, { code: 4401, reason: 'no such room, or this token does not open it' })
  assert.doesNotMatch(server.output(), /%zz/, 'an address that cannot be read is not worth a line of the log')

  const bodies = []
  for (const [id, bearer] of [
    [session.id, undefined],
    [session.id, 'nonsense'],
    [session.id, 'A'.repeat(22)],
    [session.id, foreign.token],
    ['A'.repeat(14), token],
    ['none', token],
  ]) {
    const answer = await request(`${server.url}/api/sessions/${id}`, { bearer })
    assert.equal(answer.status, 404)
    bodies.push(answer.body)
  }
  for (const body of bodies) assert.deepEqual(body, bodies[0])
})

test('a page of another site is not let in', async (t) => {
  const { path, protocols } = await room(t)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, protocols, { origin: 'https://evil.example' })
  const refused = await new Promise((resolve) => socket.on('error', resolve))
  assert.match(refused.message, /403/)
  const answer = await fetch(`${server.url}/api/sessions`, { method: 'POST', headers: { origin: 'https://evil.example' } })
  assert.equal(answer.status, 403)
})

for (const [what, bytes, code] of [
  ['no bytes', Buffer.alloc(0), 4422],
  ['a varint without an end', Buffer.from([0xff, 0xff, 0xff]), 4422],
  ['a sync message of unknown kind', Buffer.from([0, 9, 0]), 4422],
  ['bytes behind the end', Buffer.from([0, 0, 1, 0, 7]), 4422],
  ['a broken state vector', Buffer.from([0, 0, 2, 9, 9]), 4422],
  ['awareness that is no JSON', Buffer.from([1, 6, 1, 1, 1, 2, 0x7b, 0x7b]), null],
  ['JSON that is none', Buffer.from([100, 1, 0x7b]), 4422],
  ['a JSON message of unknown type', Buffer.concat([Buffer.from([100, 12]), Buffer.from('{"type":"X"}')]), 4422],
  ['a text frame', 'hello', 1003],
  ['a message of 3.5 MB', Buffer.alloc(3_500_000), 4413],
]) {
  test(`${what}: the sender is told, nobody else notices`, async (t) => {
    const { path, protocols, isUndisturbed } = await room(t)
    const { socket, opened, closed, messages } = open(t, server, path, protocols)
    await opened
    await until('the welcome', () => messages.length > 0)
    socket.send(bytes)
    if (code !== null) {
      const answer = await closed
      assert.equal(answer.code, code)
      assert.ok(answer.reason.length > 10, answer.reason)
    }
    await isUndisturbed()
  })
}

for (const [what, update, code] of [
  ['a truncated update', updateOf((doc) => doc.getText('file:main').insert(0, 'x')).slice(0, -2), 'malformed'],
  ['an update with bytes behind it', Uint8Array.from([...updateOf((doc) => doc.getText('file:main').insert(0, 'x')), 1]), 'malformed'],
  ['a root that the room does not declare', updateOf((doc) => doc.getText('evil').insert(0, 'x')), 'schema'],
  ['formatted text', updateOf((doc) => doc.getText('file:main').insert(0, 'x', { bold: true })), 'schema'],
  ['an embed', updateOf((doc) => doc.getText('file:main').insertEmbed(0, { image: 'x' })), 'schema'],
  ['an update of 1.5 MB', updateOf((doc) => doc.getText('file:main').insert(0, 'x'.repeat(1_500_000))), 'too-large'],
]) {
  test(`${what} is refused with a reason and leaves no trace`, async (t) => {
    const { session, token, path, protocols, isUndisturbed } = await room(t)
    const before = await request(`${session.url}/code`, { bearer: token })
    const { socket, opened, messages } = open(t, server, path, protocols)
    await opened
    socket.send(updateMessage(update))
    const nack = await until('the refusal', () => messages.find((message) => message.type === 'NACK'))
    assert.equal(nack.n, 1)
    assert.equal(nack.code, code)
    assert.ok(nack.message.length > 10)
    socket.send(updateMessage(updateOf((doc) => doc.getText('file:main').insert(0, 'good'))))
    await until('the acknowledgement of the next one', () => messages.some((message) => message.type === 'ACK' && message.n === 2))
    const after = await request(`${session.url}/code`, { bearer: token })
    assert.equal(after.body.code.replace('good', ''), before.body.code)
    await isUndisturbed()
  })
}

test('nobody writes under the Yjs id of somebody else', async (t) => {
  const { path, protocols, other, isUndisturbed } = await room(t)
  other.text.insert(0, 'mine ')
  const { socket, opened, messages } = open(t, server, path, protocols)
  await opened
  const forged = new Y.Doc()
  forged.clientID = other.doc.clientID
  forged.getText('file:main').insert(0, 'forged text of another hand, longer than what was there')
  socket.send(updateMessage(Y.encodeStateAsUpdate(forged)))
  const nack = await until('the refusal', () => messages.find((message) => message.type === 'NACK'))
  assert.equal(nack.code, 'foreign-client')
  await isUndisturbed()
  assert.doesNotMatch(other.text.toString(), /forged/)
})

test('requests that break the contract get a problem that names the field and the remedy', async (t) => {
  const { session, token } = await room(t)
  const post = (path, body, bearer) => request(`${server.url}${path}`, { method: 'POST', body, bearer })
  for (const [answer, status, field] of [
    [await post('/api/sessions', '{'), 400, 'body'],
    [await post('/api/sessions', '[]'), 400, 'body'],
    [await post('/api/sessions', 'null'), 400, 'body'],
    [await post('/api/sessions', '{"title":1}'), 400, 'title'],
    [await post('/api/sessions', '{"titel":"x"}'), 400, 'titel'],
    [await post('/api/sessions', '{"title":"a","title":"b"}'), 400, 'body'],
    [await post('/api/sessions', '{} x'), 400, 'body'],
    [await post('/api/sessions', { title: 'x'.repeat(121) }), 400, 'title'],
    [await post('/api/sessions', { language: 'cobol' }), 400, 'language'],
    [await post(`/api/sessions/${session.id}/join`, { name: 'x'.repeat(10_000) }, session.secrets.candidate), 400, 'name'],
    [await post(`/api/sessions/${session.id}/join`, {}, session.secrets.candidate), 400, 'name'],
    [await post(`/api/sessions/${session.id}/files`, { language: 'cobol' }, token), 400, 'language'],
    [await request(`${session.url}/code?file=../../etc`, { bearer: token }), 400, 'file'],
    [await request(`${session.url}/code`, { method: 'PUT', bearer: token, body: '{"code":5}' }), 400, 'code'],
  ]) {
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    assert.equal(answer.body.field, field)
    assert.match(answer.body.detail, new RegExp(`^${field}: `))
  }
  const large = await request(`${session.url}/code`, { method: 'PUT', bearer: token, body: 'x'.repeat(3_000_000), type: 'text/plain' })
  assert.equal(large.status, 413)
  assert.match(large.body.detail, /2097152 bytes/)
  const long = await request(`${session.url}/code`, { method: 'PUT', bearer: token, body: 'x'.repeat(1_500_000), type: 'text/plain' })
  assert.equal(long.status, 400)
  assert.equal(long.body.field, 'code')
  assert.equal((await request(`${server.url}/api/sessions`, { method: 'DELETE' })).status, 405)
  assert.equal((await request(`${session.url}/code`, { method: 'PUT', bearer: token, body: '<a/>', type: 'text/xml' })).status, 415)
  assert.equal((await request(`${server.url}/api/nothing`)).status, 404)
})

test('a path with a slash behind it is another one, and there is none', async () => {
  const session = await createSession(server)
  const { token } = await joinSession(session, 'host', 'Mara')
  for (const path of [`${session.url}/`, `${session.url}/code/`, `${server.url}/health/live/`]) {
    assert.equal((await request(path, { bearer: token })).status, 404, path)
  }
})

test('there is no call that executes code', async () => {
  for (const path of ['/api/execute', '/api/run', '/api/eval', '/api/sessions/execute']) {
    const answer = await request(`${server.url}${path}`, { method: 'POST', body: { code: '1+1', language: 'javascript' } })
    assert.ok(answer.status === 404 || answer.status === 405, `${path}: ${answer.status}`)
  }
})
