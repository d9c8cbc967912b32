// Two stock Yjs clients and the REST API on one session of the real program.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as Y from 'yjs'
import { createSession, joinSession, request, startServer, until } from '../server.mjs'
import { connect, synced } from '../yjs-client.mjs'

const PYTHON = 'def greet(name):\n    return f"Hello, {name}!"\n\nprint(greet("world"))\n'

/** One for all tests of this file; each has a session of its own. */
const server = await startServer({ after })

async function room(t) {
  const session = await createSession(server, { title: 'Rota gaps', language: 'python' })
  const [host, candidate] = [await joinSession(session, 'host', 'Mara'), await joinSession(session, 'candidate', 'Noor')]
  const mara = connect(t, server, session, host.token)
  const noor = connect(t, server, session, candidate.token)
  await Promise.all([synced(mara), synced(noor)])
  return { session, mara, noor, host, candidate }
}

test('a new session holds one file with a starter, once, for everybody', async (t) => {
  const { mara, noor } = await room(t)
  assert.equal(mara.text.toString(), PYTHON)
  assert.equal(noor.text.toString(), PYTHON)
  assert.deepEqual(mara.doc.getMap('files').toJSON(), { main: { name: 'main.py', language: 'python', order: 0 } })
})

test('an edit of one reaches the other, both ways and at the same spot', async (t) => {
  const { mara, noor } = await room(t)
  mara.text.insert(0, '# Mara 😀\n')
  await until("Mara's line at Noor", () => noor.text.toString().startsWith('# Mara 😀\n'))
  mara.text.insert(0, 'aaa')
  noor.text.insert(0, 'bbb')
  await until('the same text', () => mara.text.toString() === noor.text.toString() && /aaa/.test(noor.text) && /bbb/.test(noor.text))
  assert.match(mara.text.toString(), /^(aaabbb|bbbaaa)# Mara/)
})

test('each sees the other by the name, role and colour that the server knows', async (t) => {
  const { mara, noor, candidate } = await room(t)
  noor.awareness.setLocalStateField('user', { name: 'The Host', role: 'host', color: 'url(//evil)' })
  noor.awareness.setLocalStateField('cursor', null)
  noor.awareness.setLocalStateField('payload', 'x'.repeat(100))
  const state = await until('Noor at Mara', () => mara.awareness.getStates().get(noor.doc.clientID))
  assert.deepEqual(state, {
    cursor: null,
    user: { id: candidate.participant.id, name: 'Noor', role: 'candidate', colour: 7, color: '#a35eff', colorLight: '#a35eff33' },
  })
})

test('a cursor arrives as the position it was sent as, and goes with its owner', async (t) => {
  const { mara, noor } = await room(t)
  const anchor = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(noor.text, 4))
  noor.awareness.setLocalState({ cursor: { anchor, head: anchor }, file: 'main' })
  const state = await until('the cursor', () => mara.awareness.getStates().get(noor.doc.clientID))
  const back = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(state.cursor.anchor), mara.doc)
  assert.equal(back.index, 4)
  noor.provider.destroy()
  await until('the cursor is gone', () => !mara.awareness.getStates().has(noor.doc.clientID))
})

test('the text over REST is what the editors show, and a PUT reaches them as a minimal edit', async (t) => {
  const { session, mara, noor, candidate } = await room(t)
  noor.text.insert(noor.text.length, '# end\n')
  const read = await until('the edit over REST', async () => {
    const answer = await request(`${session.url}/code`, { bearer: candidate.token })
    return answer.body.code.endsWith('# end\n') && answer
  })
  assert.deepEqual(read.body, { file: 'main', language: 'python', code: `${PYTHON}# end\n` })

  await until('the edit at Mara', () => mara.text.toString().endsWith('# end\n'))
  const caret = Y.createRelativePositionFromTypeIndex(mara.text, PYTHON.indexOf('print'))
  let touched = 0
  mara.text.observe((event) => {
    for (const change of event.delta) touched += change.insert?.length ?? change.delete ?? 0
  })
  const code = read.body.code.replace('world', 'Ada')
  const put = await request(`${session.url}/code`, {
    method: 'PUT',
    bearer: candidate.token,
    body: { code },
    headers: { 'if-match': read.headers.get('etag') },
  })
  assert.equal(put.status, 200)
  await until('the PUT in both editors', () => mara.text.toString() === code && noor.text.toString() === code)
  assert.equal(Y.createAbsolutePositionFromRelativePosition(caret, mara.doc).index, code.indexOf('print'))
  // Both words have a d: it stays.
  assert.equal(touched, 'worl'.length + 'Aa'.length)

  const late = await request(`${session.url}/code`, {
    method: 'PUT',
    bearer: candidate.token,
    body: { code: 'too late' },
    headers: { 'if-match': read.headers.get('etag') },
  })
  assert.equal(late.status, 412)
  assert.equal(mara.text.toString(), code)
})

test('plain text goes in and out; its line ends become LF', async (t) => {
  const { session, noor, candidate } = await room(t)
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: candidate.token, body: 'a\r\nb\rc', type: 'text/plain' })
  assert.equal(put.status, 200)
  await until('the text at Noor', () => noor.text.toString() === 'a\nb\nc')
  const read = await request(`${session.url}/code`, { bearer: candidate.token, headers: { accept: 'text/plain' } })
  assert.equal(read.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(read.body, 'a\nb\nc')
})

test('the file of a language is created once, with its starter, for everybody', async (t) => {
  const { session, mara, candidate, host } = await room(t)
  const ask = (token) => request(`${session.url}/files`, { method: 'POST', bearer: token, body: { language: 'javascript' } })
  const answers = await Promise.all([ask(candidate.token), ask(host.token), ask(candidate.token)])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 201])
  for (const { body } of answers) assert.deepEqual(body, { id: 'javascript', name: 'main.js', language: 'javascript', order: 1 })
  await until('the file at Mara', () => mara.doc.getMap('files').has('javascript'))
  assert.equal(mara.doc.getText('file:javascript').toString().match(/greet\('world'\)/g).length, 1)
  assert.equal(mara.text.toString(), PYTHON)
})

test('an observer sees everything and changes nothing', async (t) => {
  const { session, mara, noor } = await room(t)
  const { token, participant } = await joinSession(session, 'observer', 'Rui')
  assert.equal(participant.colour, null)
  const rui = connect(t, server, session, token)
  await synced(rui)
  mara.text.insert(0, 'seen ')
  for (const each of [rui, noor]) await until("Mara's edit", () => each.text.toString().startsWith('seen '))
  rui.text.insert(0, 'forbidden ')
  noor.text.insert(0, 'after ')
  await until("Noor's edit at Mara", () => mara.text.toString().startsWith('after '))
  assert.doesNotMatch(mara.text.toString(), /forbidden/)
  const read = await request(`${session.url}/code`, { bearer: token })
  assert.doesNotMatch(read.body.code, /forbidden/)
  const put = await request(`${session.url}/code`, { method: 'PUT', bearer: token, body: { code: '' } })
  assert.equal(put.status, 404)
})

test('what was typed without a connection is merged when it is back', async (t) => {
  const { mara, noor } = await room(t)
  noor.provider.disconnect()
  noor.text.insert(0, 'offline ')
  mara.text.insert(mara.text.length, 'online')
  noor.provider.connect()
  await until('one text', () => mara.text.toString() === noor.text.toString() && /offline/.test(mara.text) && /online/.test(noor.text))
})

test('a lone stock client stays connected: it hears from the server in time', async (t) => {
  const session = await createSession(server)
  const { token } = await joinSession(session, 'candidate', 'Noor')
  const noor = connect(t, server, session, token)
  await synced(noor)
  noor.awareness.destroy() // no renewals of its own that could be answered
  let closed = 0
  noor.provider.on('connection-close', () => closed++)
  const before = noor.provider.wsLastMessageReceived
  await until('a message from the server', () => noor.provider.wsLastMessageReceived > before + 1_000, 29_000)
  assert.equal(closed, 0)
})
