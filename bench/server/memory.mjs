// What the collector of garbage costs people, and whether memory goes back when they have gone.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from './load.mjs'
import { Server, sleep } from './process.mjs'

const LOG = 'pauses.log'
const LOOK_MS = 200
/** Nobody collects what is in use in the first seconds of quiet. */
const QUIET_MS = 40_000
const PAUSE = /Pause.* (\d+[.,]\d+)ms/

/** The pauses of rooms of three that type, in ms, shortest first. */
async function pauses(server, inputs, how) {
  const [program, ...rest] = server.peer.command
  const logging = { ...server.peer, command: [program, `-Xlog:gc:file={data}/${LOG}`, ...rest] }
  const logged = new Server(server.name, logging, server.tools)
  try {
    await logged.start()
    const before = pausesIn(logged).length
    const result = await load(logged, inputs, { mode: 'load', rooms: how.pauseRooms, people: 3, warm: 0, dur: how.warmS + how.measureS })
    return { pauses: pausesIn(logged).slice(before).sort((a, b) => a - b), edit_ms: result.edit_ms }
  } finally {
    await logged.stop()
  }
}

const pausesIn = (server) =>
  readFileSync(join(server.data, LOG), 'utf8')
    .split('\n')
    .map((line) => PAUSE.exec(line)?.[1].replace(',', '.'))
    .filter(Boolean)
    .map(Number)

/** Rooms of two come, and all leave: resident at the start, at most and after, in MB. */
async function comeAndGo(server, inputs, how) {
  await sleep(3_000)
  const start = server.resident()
  let most = start
  const watch = setInterval(() => {
    most = Math.max(most, server.resident())
  }, LOOK_MS)
  try {
    await load(server, inputs, { mode: 'idle', rooms: how.idleRooms, people: 2, typists: 2, window: 500, warm: 4, dur: 3, active: 20, timeout: 120, restart: 0 })
    await sleep(QUIET_MS)
    return { start, most, after: server.resident() }
  } finally {
    clearInterval(watch)
  }
}

export async function memory(server, inputs, how) {
  const gone = await comeAndGo(server, inputs, how)
  return { gone, ...(await pauses(server, inputs, how)) }
}

/** Of few pauses it is the longest. */
export const longest = (sorted, share) => sorted[Math.ceil(share * sorted.length) - 1]
