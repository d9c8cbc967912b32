// Rooms that are full to every limit, in the memory of deploy/compose.yaml: eight people open each of twenty at once, three times. Nobody may be
// sent away for good, the process may not end, and in a room beside them an edit goes on reaching the other.
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { enter, replica, step1, update, WebSocket, Y } from '../e2e/hotseat-client.mjs'
import { createSession, joinSession, startServer, until } from '../e2e/server.mjs'
import { connect, synced } from '../e2e/yjs-client.mjs'
import { jsonFile, percentile, report, result } from './report.mjs'

const ROOMS = 20
const PEOPLE = 8
const ROUNDS = 3
const compose = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../deploy/compose.yaml'), 'utf8')
const MEMORY_MB = Number(/mem_limit: (\d+)m/.exec(compose)[1])

const endings = []
const run = { after: (end) => endings.push(end) }
const rss = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

/** The machine looks to the program as small as the container: its heap is the usual part of that. */
function inSmallMemory() {
  const [program, ...args] = JSON.parse(process.env.HOTSEAT_COMMAND)
  process.env.HOTSEAT_COMMAND = JSON.stringify([program, `-XX:MaxRAM=${MEMORY_MB}m`, ...args])
}

/** Fills a session's document until something is refused for its size: text in signs of three bytes, and as many items as there may be. */
async function fill(server, session, token) {
  const page = await enter(run, server, session, token)
  const limits = page.of('WELCOME')[0].limits
  const doc = replica(1_000_001)
  const send = async (change) => {
    const before = Y.encodeStateVector(doc)
    doc.transact(() => change(doc))
    page.send(update(Y.encodeStateAsUpdate(doc, before)))
    await page.settled()
    return page.of('NACK')[0]
  }
  let refusal = null
  for (let i = 0; i < 100 && !refusal; i++) {
    refusal = await send(() => {
      const text = doc.getText('file:items')
      for (let n = 0; n < limits.structs / 2; n++) text.insert(0, 'i')
    })
  }
  const other = replica(1_000_002)
  const signs = '\u5e2d'.repeat(100_000)
  for (let i = 0; i < 100; i++) {
    const before = Y.encodeStateVector(other)
    other.getText(`file:t${i % 3}`).insert(0, signs)
    const seen = page.of('NACK').length
    page.send(update(Y.encodeStateAsUpdate(other, before)))
    await page.settled()
    if (page.of('NACK').length > seen) break
  }
  page.socket.close()
}

/** Opens a socket, asks for everything and waits until it is there; answers with how many bytes came, or the code of the close. */
function open(url, id, token) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/sessions/${id}`, ['hotseat.v1', `hotseat.token.${token}`])
    socket.on('open', () => socket.send(step1()))
    socket.on('message', (data) => {
      if (data[0] === 0 && data[1] === 1) resolve({ bytes: data.length, socket })
    })
    socket.on('close', (code) => resolve({ code, bytes: 0, socket }))
    socket.on('error', () => {})
  })
}

/** The crowd is a process of its own that waits for the others: its browsers would run on other machines than server and clock. */
async function crowd({ url, rooms }) {
  setPriority(constants.priority.PRIORITY_LOW)
  const answers = await Promise.all(rooms.flatMap(({ id, tokens }) => tokens.map((token) => open(url, id, token))))
  for (const { socket } of answers) socket.close()
  process.send({ refused: answers.filter((answer) => answer.code).length, bytes: answers.reduce((sum, answer) => sum + answer.bytes, 0) })
}

function sendCrowd(server, rooms) {
  const child = fork(fileURLToPath(import.meta.url), ['crowd'])
  endings.push(() => child.kill('SIGKILL'))
  child.send({ url: server.url, rooms: rooms.map(({ session, tokens }) => ({ id: session.id, tokens })) })
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => {
      child.kill()
      resolve(answer)
    })
    child.once('error', reject)
  })
}

if (process.argv[2] === 'crowd') process.once('message', crowd)
else await measure()

async function measure() {
  try {
    inSmallMemory()
    const server = await startServer(run)
    let exited = null
    const rooms = []
    for (let i = 0; i < ROOMS; i++) {
      const session = await createSession(server)
      const tokens = []
      for (let n = 0; n < PEOPLE; n++) tokens.push((await joinSession(session, 'observer', `Guest ${n}`)).token)
      await fill(server, session, (await joinSession(session, 'host', 'Filler')).token)
      rooms.push({ session, tokens })
      console.log(`room ${i + 1} of ${ROOMS} is full, ${rss(server.pid).toFixed(0)} MB`)
    }
    const beside = await createSession(server)
    const writer = connect(run, server, beside, (await joinSession(beside, 'host', 'Writer')).token)
    const reader = connect(run, server, beside, (await joinSession(beside, 'candidate', 'Reader')).token)
    await Promise.all([synced(writer), synced(reader)])

    const delays = []
    const made = new Map()
    reader.text.observe(() => {
      const now = performance.now()
      for (const [n, began] of made) {
        if (!reader.text.toString().includes(`<${n}>`)) continue
        delays.push(now - began)
        made.delete(n)
      }
    })
    let n = 0
    const typing = setInterval(() => {
      made.set(++n, performance.now())
      writer.text.delete(0, writer.text.length)
      writer.text.insert(0, `<${n}>`)
    }, 50)

    let most = 0
    const watching = setInterval(() => {
      try {
        most = Math.max(most, rss(server.pid))
      } catch {
        exited = 'the process has ended'
      }
    }, 50)
    let refused = 0
    let bytes = 0
    for (let round = 1; round <= ROUNDS; round++) {
      const answer = await sendCrowd(server, rooms)
      refused += answer.refused
      bytes += answer.bytes
      console.log(`round ${round}: ${ROOMS * PEOPLE - answer.refused} of ${ROOMS * PEOPLE} have the document, ${most.toFixed(0)} MB at most`)
    }
    clearInterval(typing)
    await until('the last edit', () => made.size === 0 || exited, 20_000)
    clearInterval(watching)
    if (exited) throw new Error(exited)
    const held = [...server.output().matchAll(/a room held its loop .*?ms="?(\d+)/g)].map(([, ms]) => Number(ms))
    report(
      'full',
      [
        result('edit beside them, p50', 'ms', percentile(delays, 0.5), '–'),
        result('edit beside them, p99', 'ms', percentile(delays, 0.99), '≤ 100'),
        result('memory at most (RSS)', 'MiB', most, `≤ ${MEMORY_MB}`),
        result('a room held its loop, at most', 'ms', Math.max(0, ...held), '≤ 20'),
        result('sent away, to come back', 'connections', refused, '0'),
        result('document sent', 'MB', bytes / 1e6 / (ROUNDS * ROOMS * PEOPLE - refused), '–'),
      ],
      jsonFile(process.argv),
    )
  } finally {
    for (const end of endings.reverse()) end()
  }
}
