// The loads of a run. Each takes a server that has just started and answers with figures; `how` says how long.
import { client, until } from './clients.mjs'
import { durability } from './durability.mjs'
import { disturbance, load } from './load.mjs'
import { memory } from './memory.mjs'
import { rooms } from './rooms.mjs'
import { scaling } from './scaling.mjs'
import { sleep } from './process.mjs'

const P99_MAX_MS = 50
const CORE_ROOMS = 150
/** What a just-in-time compiler needs before a server is warm. */
const WARM_S = 60
const EDITS_A_S = 5
/** Rooms whose documents are large: as many as are open at once somewhere. */
const LARGE_ROOMS = 30

/** A stretch that others disturbed is measured once more, and says so if they did again. */
async function quietly(measure) {
  const first = await measure()
  if (!disturbance(first)) return first
  const second = await measure()
  return { ...second, disturbed: disturbance(second) }
}

/** Rooms of three, each with five edits and five cursors a second: cold, in the first half minute, and warm. */
export async function interview(server, inputs, how) {
  const people = { rooms: CORE_ROOMS, people: 3 }
  const cold = await load(server, inputs, { mode: 'load', ...people, warm: 0, dur: how.coldS })
  await server.settle(how.settleS)
  await load(server, inputs, { mode: 'load', ...people, warm: 0, dur: Math.max(1, how.warmS - how.coldS) })
  await server.settle(how.settleS)
  const warm = await quietly(() => load(server, inputs, { mode: 'load', ...people, warm: 3, dur: how.measureS }))
  return { cold, warm }
}

/** The first second: a room is made, joined and typed in by two before anything else has been. */
export async function first(server, inputs) {
  return load(server, inputs, { mode: 'load', rooms: 1, people: 2, warm: 0, dur: 1 })
}

/** How many rooms of three a core carries with p99 below 50 ms and nothing missing. */
export async function sustain(server, inputs, how) {
  const holds = (result, count) =>
    result.synced === result.conns && result.missing_edits === 0 && result.edit_ms.p99 < P99_MAX_MS && result.sent_edits_s > count * 3 * EDITS_A_S * 0.92
  const probe = async (count) => {
    for (let tries = 0; tries < (how.isRough ? 1 : 2); tries++) {
      const result = await load(server, inputs, { mode: 'load', rooms: count, people: 3, warm: 3, dur: how.stepS, drain: 6 })
      await server.settle(how.settleS)
      if (holds(result, count)) return result
    }
    return null
  }
  await load(server, inputs, { mode: 'load', rooms: 100, people: 3, warm: 0, dur: how.warmS })
  let low = 0
  let high = Infinity
  let best = null
  for (let count = how.from; count <= 4_000; count = Math.round(count * how.factor)) {
    const result = await probe(count)
    if (!result) {
      high = count
      break
    }
    low = count
    best = result
  }
  while (!how.isRough && Number.isFinite(high) && high - low > Math.max(10, low * 0.1)) {
    const count = Math.round((low + high) / 2)
    const result = await probe(count)
    if (result) {
      low = count
      best = result
    } else high = count
  }
  return { rooms: low, at: best }
}

/** One room: two type, two hundred watch. */
export async function lecture(server, inputs, how) {
  const people = { mode: 'load', rooms: 1, people: 202, typists: 2, window: 32 }
  await load(server, inputs, { ...people, warm: 0, dur: how.warmS })
  await server.settle(how.settleS)
  return quietly(() => load(server, inputs, { ...people, warm: 3, dur: how.measureS }))
}

/** Rooms of two that do nothing; then all connections are cut and come back, with their documents and without, while twenty rooms type; then kill -9. */
export async function idle(server, inputs, how) {
  const result = await load(
    server,
    inputs,
    { mode: 'idle', rooms: how.idleRooms, people: 2, typists: 2, window: 500, warm: how.idleS, dur: how.idleS, active: 20, timeout: 120, restart: server.peer.persists ? 1 : 0 },
    {
      onRestart: async () => {
        await sleep(how.flushMs) // who writes a while later has done so: this measures loading
        await server.restart()
      },
    },
  )
  return result
}

/** A long paper, typed one by one and read by another; then joins of it, and the first after kill -9. */
export async function paper(server, inputs, how) {
  const lines = await rooms(server, 1, 12, 'paper')
  const options = { 'min-bytes': Math.floor(inputs.stateBytes / 2), timeout: 240 }
  const ingest = await load(server, inputs, { mode: 'ingest', file: inputs.history, hold: 1, timeout: 240 }, { lines })
  await server.settle(how.settleS)
  const isWhole = await same(server, lines[0], inputs.text)
  const join = await load(server, inputs, { mode: 'join', count: 20, conc: 1, ...options }, { lines })
  await ingest.release()
  if (!server.peer.persists) return { ingest, join, isWhole }
  await sleep(how.flushMs)
  await server.restart()
  const again = await load(server, inputs, { mode: 'join', count: 0, conc: 1, ...options }, { lines })
  return { ingest, join, again, isWhole: isWhole && (await same(server, lines[0], inputs.text)) }
}

/**
 * CPU per delivery as one thing grows and the others stay: rooms, people in a room, bytes in each document, sessions that are stored and asleep,
 * entries in the log.
 */
export async function growth(server, inputs, how) {
  const cost = async (options, lines) => {
    const result = await quietly(() => load(server, inputs, { mode: 'load', people: 3, warm: 3, dur: how.stepS, ...options }, { lines }))
    await server.settle(how.settleS)
    return result.cpu_s_per_1m
  }
  await load(server, inputs, { mode: 'load', rooms: 100, people: 3, warm: 0, dur: how.warmS })
  const grown = { rooms: {}, people: {}, documents: {}, sessions: {}, entries: {} }
  for (const count of how.growth.rooms) grown.rooms[count] = await cost({ rooms: count })
  // As many deliveries a second in each: two type, the others watch.
  for (const count of how.growth.people) grown.people[count] = await cost({ rooms: Math.max(1, Math.round(500 / count)), people: count, typists: 2, window: 32 })
  for (const bytes of how.growth.documents) {
    const lines = await rooms(server, LARGE_ROOMS, 3, 'large', 'x'.repeat(63).concat('\n').repeat(Math.ceil(bytes / 64)))
    grown.documents[bytes] = await cost({ rooms: LARGE_ROOMS }, lines)
  }
  let stored = 0
  for (const count of how.growth.sessions) {
    await rooms(server, count - stored, 1, 'stored')
    stored = count
    grown.sessions[count] = await cost({ rooms: 100 })
  }
  let written = 0
  for (const count of how.growth.entries) {
    while (written < count) {
      const lines = await rooms(server, 1, 2, 'paper')
      await load(server, inputs, { mode: 'ingest', file: inputs.history, timeout: 240 }, { lines })
      written += inputs.edits
    }
    grown.entries[written] = await cost({ rooms: 100 })
  }
  return grown
}

async function same(server, line, text) {
  const reader = client(server, line)
  const is = await until(() => reader.isSynced() && reader.text.length === text.length, 60_000)
  const equal = is && reader.text.toString() === text
  reader.end()
  return equal
}

export const SCENARIOS = { interview, first, sustain, lecture, idle, paper, memory, growth, scaling, durability }
export const FULL = { settleS: 15, coldS: 30, warmS: WARM_S, measureS: 20, stepS: 8, from: 100, factor: 1.5, idleRooms: 5_000, idleS: 15, flushMs: 12_000, pauseRooms: 300, scaleRooms: 300, growth: { rooms: [50, 150, 300, 600], people: [2, 10, 50, 250], documents: [1_000, 30_000, 1_000_000], sessions: [100, 1_000, 10_000, 100_000], entries: [1_000, 1_000_000] } }
/** To see in three minutes that all of it works, and where it stands roughly. */
export const QUICK = { settleS: 2, coldS: 3, warmS: 6, measureS: 3, stepS: 2, from: 400, factor: 2, isRough: true, idleRooms: 300, idleS: 6, flushMs: 1_000, pauseRooms: 300, scaleRooms: 150, growth: { rooms: [50, 200], people: [50], documents: [30_000], sessions: [], entries: [] } }
