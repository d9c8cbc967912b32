// The page's own encoder of runs against the real server: whatever a program does, nobody loses the room for it, and the
// others read what the one who ran it reads.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import { createSession, joinSession, startServer, until } from '../server.mjs'
import { play, programs } from './run-corpus.mjs'

const web = fileURLToPath(new URL('../../web/', import.meta.url))

/** The page's modules, as the page has them. */
async function pageModules() {
  const require = createRequire(`${web}package.json`)
  const { build } = await import(pathToFileURL(require.resolve('esbuild')).href)
  const { outputFiles } = await build({
    stdin: {
      contents: "export * from './entries'; export * from './execution'; export * from './records'",
      resolveDir: `${web}src/run`,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

const page = await pageModules()
const server = await startServer({ after })
const newId = () => randomBytes(16).toString('hex')

const STEP_1_OF_NOTHING = Uint8Array.of(0, 0, 1, 0)
const isStep2 = (data) => data[0] === 0 && data[1] === 1

const hotseat = (message) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 100)
    encoding.writeVarString(encoder, JSON.stringify(message))
  })

/** Somebody in the room who has the document and has said hello, with the runs they know. */
async function enter(t, session, role, name, runs = {}) {
  const { token } = await joinSession(session, role, name)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/sessions/${session.id}`, ['hotseat.v1', `hotseat.token.${token}`])
  t.after(() => socket.terminate())
  const member = { messages: [], synced: false, closed: null, send: (message) => socket.send(hotseat(message)) }
  socket.on('close', (code, reason) => {
    member.closed = `${code} ${reason}`
  })
  socket.on('open', () => socket.send(STEP_1_OF_NOTHING))
  socket.on('message', (data) => {
    const decoder = decoding.createDecoder(data)
    if (decoding.readVarUint(decoder) === 100) member.messages.push(JSON.parse(decoding.readVarString(decoder)))
    if (isStep2(data)) member.synced = true
  })
  await until('the document', () => member.synced)
  member.send({ type: 'HELLO', page: newId(), runs })
  return member
}

/** What a page shows of runs when it is told these entries. */
function shown(messages) {
  const records = new page.Records({ hidden: { get: () => 0, set: () => {} }, text: () => null })
  for (const message of messages) records.receive(message, 'nobody')
  return new Promise((done) => {
    // The list is published after a pause; by then all is in it.
    const look = () => {
      const list = records.list.get()
      if (list.every(({ state }) => state === 'ended')) done(list.map(({ id, lines, exit }) => ({ id, lines, exit })))
    }
    records.list.subscribe(look)
    look()
  })
}

test('no program costs its runner the room, and the others read the same', { timeout: 300_000 }, async (t) => {
  const session = await createSession(server, { language: 'javascript' })
  const noor = await enter(t, session, 'candidate', 'Noor')
  const mara = await enter(t, session, 'host', 'Mara')
  const { limits } = await until('WELCOME', () => noor.messages.find(({ type }) => type === 'WELCOME'))
  const isFor = (run) => (message) => message.run === run

  for (const program of programs) {
    const run = newId()
    const entries = play(program, page, { run, limits: limits.run })
    for (const entry of entries) noor.send({ type: 'RUN', ...entry })
    await until(`the last entry of '${program.name}'`, () => noor.closed ?? mara.messages.some((each) => each.run === run && each.kind === 'ended'), 30_000)
    assert.deepEqual([program.name, noor.closed, mara.closed], [program.name, null, null])
    await until(`the confirmation of '${program.name}'`, () => noor.messages.filter(isFor(run)).length === entries.length)
    const answers = noor.messages.filter(isFor(run))
    assert.deepEqual([program.name, ...answers.map(({ i }) => i)], [program.name, ...entries.map(({ i }) => i)])
    assert.ok(answers.every((answer) => answer.type === 'RUNACK' && answer.refused === undefined && answer.number > 0), program.name)

    const heard = mara.messages.filter(isFor(run))
    const sent = entries.map((entry) => ({ ...heard[0], ...entry, type: 'RUN' }))
    const [theirs, own] = await Promise.all([shown(heard), shown(sent)])
    // Not the lines themselves: some programs print a million characters, and a failure would print them again.
    assert.ok(isDeepStrictEqual(theirs, own), `${program.name} reads differently`)
    noor.messages.length = mara.messages.length = 0
  }
})

test('whoever comes later gets the runs, and only what they lack', async (t) => {
  const session = await createSession(server, { language: 'javascript' })
  const noor = await enter(t, session, 'candidate', 'Noor')
  const { limits } = await until('WELCOME', () => noor.messages.find(({ type }) => type === 'WELCOME'))
  const [first, second] = [newId(), newId()]
  const sent = [first, second].flatMap((run) => play(programs.find(({ name }) => name === 'asks and asks'), page, { run, limits: limits.run }))
  for (const entry of sent) noor.send({ type: 'RUN', ...entry })
  await until('all confirmed', () => noor.messages.filter(({ type }) => type === 'RUNACK').length === sent.length)

  const runsOf = ({ messages }) => messages.filter(({ type }) => type === 'RUN').map(({ run, i }) => `${run} ${i}`)
  const all = sent.map(({ run, i }) => `${run} ${i}`)
  const rui = await enter(t, session, 'observer', 'Rui')
  await until('the history', () => runsOf(rui).length === all.length)
  assert.deepEqual(runsOf(rui), all)

  const known = sent.filter(({ run }) => run === first).length
  const eve = await enter(t, session, 'observer', 'Eve', { [first]: known, [second]: 2 })
  await until('the rest of the history', () => runsOf(eve).includes(all.at(-1)))
  assert.deepEqual(runsOf(eve), all.slice(known + 2))
})

test('an entry that breaks a rule is refused, and nothing is closed for it', async (t) => {
  const session = await createSession(server, { language: 'javascript' })
  const noor = await enter(t, session, 'candidate', 'Noor')
  const run = newId()
  noor.send({ type: 'RUN', run, i: 0, kind: 'started', file: 'main', fileName: 'main.x', language: 'x' })
  const answer = await until('an answer', () => noor.closed ?? noor.messages.find(({ type }) => type === 'RUNACK'))
  assert.equal(noor.closed, null)
  assert.match(answer.refused, /language/)
  const next = newId()
  noor.send({ type: 'RUN', run: next, i: 0, kind: 'started', file: 'main', fileName: 'main.js', language: 'javascript' })
  await until('the next run', () => noor.messages.find((each) => each.run === next && each.number === 1))
})
