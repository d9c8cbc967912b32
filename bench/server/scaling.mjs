// How this server would do on more cores: what its threads cost on one core and on two, measured, and from that the simulation of more.
import { load } from './load.mjs'
import { CORES, Server, sleep } from './process.mjs'
import { rooms as makeRooms } from './rooms.mjs'
import { onPaper, simulate } from './simulation.mjs'

const THREADS = [['loop', /eventloo/], ['writer', /writer/], ['rest', /./]]
/** Rooms of which each edit finds the writer idle. */
const FEW = 10
/** Of what paper says, what one would use. */
const SHARE = 0.7
const MARGIN_S = 1
const SETTLE_S = 15
const CORE_COUNTS = [1, 2, 4, 8, 16]

/** CPU seconds by kind of thread between two looks. */
function between(before, after) {
  const spent = { loop: 0, writer: 0, rest: 0 }
  for (const [task, { name, cpu }] of after) {
    const [kind] = THREADS.find(([, pattern]) => pattern.test(name))
    spent[kind] += cpu - (before.get(task)?.cpu ?? 0)
  }
  return spent
}

/** µs of CPU by kind of thread for each delivery of a load in which nothing else happens, and the tool's own figures. */
async function spent(server, inputs, count, seconds, warm = 4) {
  const running = load(server, inputs, { mode: 'load', rooms: count, people: 3, warm, dur: seconds })
  await sleep((warm + MARGIN_S + 1) * 1_000)
  const [before, began] = [server.threads(), performance.now()]
  await sleep((seconds - 2 * MARGIN_S - 1) * 1_000)
  const [used, ms] = [between(before, server.threads()), performance.now() - began]
  const result = await running
  await server.settle(SETTLE_S)
  const deliveries = (result.deliveries_s * ms) / 1_000
  return { result, us: Object.fromEntries(Object.entries(used).map(([kind, cpu]) => [kind, (cpu * 1e6) / deliveries])) }
}

/** µs of the writer's CPU for each edit where hundreds share a commit. */
async function crowded(server, inputs) {
  const lines = await makeRooms(server, 1, 3, 'paper')
  const before = server.threads()
  await load(server, inputs, { mode: 'ingest', file: inputs.history, timeout: 240 }, { lines })
  return (between(before, server.threads()).writer * 1e6) / inputs.edits
}

/** `server` runs on one core. Answers with what was measured and what follows from it for each count of cores. */
export async function scaling(server, inputs, how) {
  const { scaleRooms: many, measureS: seconds } = how
  const wide = new Server(server.name, server.peer, server.tools, `${CORES.server},${CORES.client}`)
  try {
    await wide.start()
    for (const each of [server, wide]) {
      await load(each, inputs, { mode: 'load', rooms: many, people: 3, warm: 0, dur: how.warmS })
      await each.settle(SETTLE_S)
    }
    const edit = await crowded(server, inputs)
    const few = await spent(server, inputs, FEW, seconds)
    const one = await spent(server, inputs, many, seconds)
    const two = await spent(wide, inputs, many, seconds)
    // Ten rooms are so few that each edit has a commit of its own. Two deliveries are an edit's, two its cursor's; of seven pieces of work on
    // two loops every second is handed over.
    const commitCpu = Math.max(0, few.us.writer * 4 - edit)
    const costs = {
      loop: one.us.loop,
      rest: one.us.rest,
      hop: Math.max(0, ((two.us.loop - one.us.loop) * 4) / 3.5),
      edit,
      commitCpu,
      // At most: from an edit's leaving to its coming back. With few rooms the disk sleeps in between.
      commit: Math.max(commitCpu, one.result.edit_ms.p50 * 1_000),
    }
    const cores = CORE_COUNTS.map((count) => {
      const most = onPaper(costs, count)
      const rooms = Math.floor(Math.min(most.cores, most.writer) * SHARE)
      return { count, most, rooms, ...simulate(costs, count, rooms) }
    })
    return { rooms: many, one: one.us, two: two.us, costs, cores }
  } finally {
    await wide.stop()
  }
}
