// What a room says of itself: who may what, changes of the session, runs and their history.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { enter, newName, open } from '../hotseat-client.mjs'
import { createSession, joinSession, request, startServer, until } from '../server.mjs'

const server = await startServer({ after })

async function room(t) {
  const session = await createSession(server, { language: 'python' })
  const [noor, mara] = [await joinSession(session, 'candidate', 'Noor'), await joinSession(session, 'host', 'Mara')]
  return { session, noor, mara, candidate: await enter(t, server, session, noor.token), host: await enter(t, server, session, mara.token) }
}

const hello = (page, { before, runs = {} } = {}) => ({ type: 'HELLO', page, runs, ...(before && { before }) })
const started = (run) => ({ type: 'RUN', run, i: 0, kind: 'started', file: 'main', fileName: 'main.py', language: 'python' })

test('WELCOME says what one may do, and all limits there are', async (t) => {
  const { session, candidate, host } = await room(t)
  assert.deepEqual(host.of('WELCOME')[0].permissions, ['read', 'edit', 'run', 'manage'])
  assert.deepEqual(candidate.of('WELCOME')[0].permissions, ['read', 'edit', 'run'])
  const rui = await enter(t, server, session, (await joinSession(session, 'observer', 'Rui')).token)
  const welcome = rui.of('WELCOME')[0]
  assert.deepEqual(welcome.permissions, ['read'])
  assert.equal(typeof welcome.build, 'string')
  assert.equal(welcome.generation, 1)
  const documented = /"limits":(\{[^}]*\{[^}]*\}\})/.exec(readFileSync(new URL('../../docs/API_WEBSOCKETS.md', import.meta.url), 'utf8'))
  assert.deepEqual(welcome.limits, JSON.parse(documented[1]), 'docs/API_WEBSOCKETS.md shows them as they are')
})

test('a new title reaches every page, the API and those who come later', async (t) => {
  const { session, noor, mara, candidate, host } = await room(t)
  const change = (bearer, title) => request(session.url, { method: 'PATCH', bearer, body: { title } })
  assert.equal((await change(noor.token, 'mine')).status, 404)
  const answer = await change(mara.token, 'Rota gaps')
  assert.equal(answer.status, 200)
  assert.equal(answer.body.title, 'Rota gaps')
  for (const page of [candidate, host]) assert.equal((await page.message('SESSION')).session.title, 'Rota gaps')
  assert.equal((await request(session.url, { bearer: noor.token })).body.title, 'Rota gaps')
  const late = await enter(t, server, session, noor.token)
  assert.equal(late.of('WELCOME')[0].session.title, 'Rota gaps')
})

test('a stock client that says nothing for long is not shown as out of reach', { timeout: 60_000 }, async (t) => {
  const { session, host } = await room(t)
  const { token } = await joinSession(session, 'candidate', 'Rui')
  const stock = open(t, server, session, token, { protocols: [], path: `/ws/sessions/${session.id}?token=${token}` })
  await stock.opened
  // It is asked every 25 s whether it is there, and this one says nothing else.
  await new Promise((asked) => stock.socket.once('ping', asked))
  await host.settled()
  const silent = host.of('PARTICIPANTS').flatMap(({ participants }) => participants.filter((person) => person.silent))
  assert.deepEqual(silent, [])
})

test('who sends something large on a slow line is not shown as out of reach', { timeout: 60_000 }, async (t) => {
  const { candidate, host } = await room(t)
  const head = Buffer.from([0x82, 0xfe, 0x4e, 0x20, 0, 0, 0, 0]) // a binary frame of 20,000 bytes, masked with zeros
  candidate.socket._socket.write(head)
  for (let i = 0; i < 18; i++) {
    candidate.socket._socket.write(Buffer.alloc(1000))
    await new Promise((later) => setTimeout(later, 500))
  }
  await host.settled()
  const silent = host.of('PARTICIPANTS').flatMap(({ participants }) => participants.filter((person) => person.silent))
  assert.deepEqual(silent, [])
})

test('history comes after HELLO, and only what the page lacks', async (t) => {
  const { session, noor, candidate, host } = await room(t)
  const run = newName()
  candidate.say(hello(newName()))
  candidate.say(started(run))
  candidate.say({ type: 'RUN', run, i: 1, kind: 'output', chunks: [[1, 'one\n']] })
  candidate.say({ type: 'RUN', run, i: 2, kind: 'ended', code: 0, ms: 5, reason: 'exit' })
  await candidate.message('RUNACK', 3)
  assert.equal(host.of('RUN').length, 0, 'it has not said HELLO')
  host.say(hello(newName(), { runs: { [run]: 2 } }))
  const last = await host.message('RUN')
  assert.equal(last.kind, 'ended')
  await host.settled()
  assert.equal(host.of('RUN').length, 1)
  const late = await enter(t, server, session, noor.token)
  assert.equal(late.of('RUN').length, 0)
  late.say(hello(newName()))
  await late.message('RUN', 3)
  assert.deepEqual(late.of('RUN').map(({ i }) => i), [0, 1, 2])
})

test('a reload ends the run of the life before it, in the same words for all', async (t) => {
  const { session, noor, candidate, host } = await room(t)
  const [before, now, run] = [newName(), newName(), newName()]
  candidate.say(hello(before))
  host.say(hello(newName()))
  candidate.say(started(run))
  await host.message('RUN')
  candidate.socket.close()
  const again = await enter(t, server, session, noor.token)
  again.say(hello(now, { before }))
  const gone = await host.message('RUN', 2)
  assert.equal(gone.kind, 'gone')
  assert.equal(gone.why, 'reload')
  assert.equal(gone.run, run)
  const late = await enter(t, server, session, noor.token)
  late.say(hello(newName()))
  await late.message('RUN', 2)
  assert.deepEqual(late.of('RUN').map(({ kind }) => kind), ['started', 'gone'])
})

test('nobody ends the runs of somebody else by naming their page', async (t) => {
  const { candidate, host } = await room(t)
  const [page, run] = [newName(), newName()]
  candidate.say(hello(page))
  candidate.say(started(run))
  await candidate.message('RUNACK')
  host.say(hello(newName(), { before: page }))
  await host.message('RUN')
  await host.settled()
  assert.deepEqual(host.of('RUN').map(({ kind }) => kind), ['started'])
})

test('a run whose page is away is over for the others, and goes on when it comes back', { timeout: 60_000 }, async (t) => {
  const { session, noor, candidate, host } = await room(t)
  const [page, run] = [newName(), newName()]
  host.say(hello(newName()))
  candidate.say(hello(page))
  candidate.say(started(run))
  await host.message('RUN')
  candidate.socket.close()
  const gone = await until('the end of the run', () => host.of('RUN')[1], 40_000)
  assert.equal(gone.kind, 'gone')
  assert.equal(gone.why, 'away')
  const back = await enter(t, server, session, noor.token)
  back.say(hello(page, { runs: { [run]: 1 } }))
  back.say({ type: 'RUN', run, i: 1, kind: 'output', chunks: [[1, 'still here\n']] })
  assert.equal((await host.message('RUN', 3)).kind, 'output')
})

test('a host stops the run of somebody else; nobody else does', async (t) => {
  const { candidate, host, mara } = await room(t)
  const run = newName()
  candidate.say(hello(newName()))
  host.say(hello(newName()))
  candidate.say(started(run))
  await host.message('RUN')
  candidate.say({ type: 'STOP', run })
  host.say({ type: 'STOP', run })
  const stop = await candidate.message('STOP')
  assert.deepEqual(stop, { type: 'STOP', run, by: mara.participant.id })
  await candidate.settled()
  assert.equal(candidate.of('STOP').length, 1)
})

test('a bad run entry is refused alone and closes nothing', async (t) => {
  const { candidate } = await room(t)
  const run = newName()
  candidate.say(hello(newName()))
  candidate.say(started(run))
  await candidate.message('RUNACK')
  const bad = [
    { kind: 'output', chunks: Array.from({ length: 2_001 }, () => [1, 'x']) },
    { kind: 'output', chunks: [[1, 'x'.repeat(70_000)]] },
    { kind: 'input', text: 'x'.repeat(5_000) },
    { kind: 'ended', code: 0, ms: 'NaN' },
    { kind: 'ended', code: 0, ms: 1e999 },
    { kind: 'ended', code: 0, ms: -1 },
    { kind: 'ended', code: 0, ms: 1, error: { message: 'E', line: 99_999_999_999 } },
    { kind: 'gone', why: 'reload' },
    { kind: 'phase', phase: 'dancing' },
  ]
  let n = 1
  for (const event of bad) {
    candidate.say({ type: 'RUN', run, i: n, ...event })
    const ack = await candidate.message('RUNACK', ++n)
    assert.ok(ack.refused?.length > 5, JSON.stringify(event).slice(0, 60))
  }
  candidate.say({ type: 'RUN', run: newName(), i: 0, kind: 'started', file: 'main', fileName: 'x', language: 'cobol' })
  assert.ok((await candidate.message('RUNACK', n + 1)).refused)
  candidate.say({ type: 'RUN', run, i: 50, kind: 'ended', code: 0, ms: 1, reason: 'exit' })
  assert.equal((await candidate.message('RUNACK', n + 2)).refused, undefined)
})

test('an entry of a run that nobody knows is confirmed without a number', async (t) => {
  const { candidate } = await room(t)
  candidate.say(hello(newName()))
  const run = newName()
  candidate.say({ type: 'RUN', run, i: 7, kind: 'input', text: 'late' })
  assert.deepEqual(await candidate.message('RUNACK'), { type: 'RUNACK', run, i: 7 })
})

test('a question about presence is answered at once, also when there is none', async (t) => {
  const { session, noor } = await room(t)
  const quiet = open(t, server, session, noor.token)
  await quiet.message('WELCOME')
  quiet.send(Uint8Array.of(3))
  await until('an answer', () => quiet.heard.includes('AWARENESS'))
})

test('a path that is none gets the door page for a browser and a problem for a program', async () => {
  for (const path of ['/s/abc', '/nothing/here']) {
    const page = await fetch(`${server.url}${path}`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    assert.equal(page.status, 404)
    assert.match(page.headers.get('content-type'), /text\/html/)
    const program = await fetch(`${server.url}${path}`)
    assert.match(program.headers.get('content-type'), /problem\+json/)
  }
  const api = await fetch(`${server.url}/api/nothing`, { headers: { accept: 'text/html' } })
  assert.match(api.headers.get('content-type'), /problem\+json/)
})

test('a life of a page that is here is not replaced', async (t) => {
  const session = await createSession(server)
  const [noor, mara] = [await joinSession(session, 'candidate', 'Noor'), await joinSession(session, 'host', 'Mara')]
  const [first, second, host] = [
    await enter(t, server, session, noor.token),
    await enter(t, server, session, noor.token),
    await enter(t, server, session, mara.token),
  ]
  const [page, run] = [newName(), newName()]
  host.say({ type: 'HELLO', page: newName(), runs: {} })
  await host.settled()
  first.say({ type: 'HELLO', page, runs: {} })
  first.say({ type: 'RUN', run, i: 0, kind: 'started', file: 'main', fileName: 'main.py', language: 'python' })
  await first.message('RUNACK')
  // A tab that was duplicated has the storage of the first one, which lives on.
  second.say({ type: 'HELLO', page: newName(), before: page, runs: {} })
  await second.settled()
  await host.settled()
  assert.deepEqual(host.of('RUN').map((entry) => entry.kind), ['started'])
})
