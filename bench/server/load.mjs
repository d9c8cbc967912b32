// One run of the load tool against a server.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORES, start } from './process.mjs'
import { rooms } from './rooms.mjs'

const RUN_MS = 900_000
/** Share of a core that something else may use during a measured stretch, in percent. */
const NOISE_MAX = { server: 6, client: 8 }
let runs = 0

/** What somebody else did on the two cores while a result was measured; empty when it was quiet. */
export function disturbance(result) {
  const { noise_server_core_pct: onServer = 0, noise_client_core_pct: onClient = 0 } = result
  return onServer > NOISE_MAX.server || onClient > NOISE_MAX.client ? `others used ${onServer.toFixed(0)} % and ${onClient.toFixed(0)} % of the cores` : ''
}

/**
 * Answers with the tool's JSON. `options.people`: of each room; `lines`: rooms that are there already. With `hold` the tool stays in the room after
 * its answer until `release()`; `onRestart` is called when it asks for a restart of the server.
 */
export async function load(server, inputs, options, { lines, onRestart } = {}) {
  const { mode, rooms: count = 1, active = 0, people = 2, ...rest } = options
  const prefix = `r${process.pid}x${++runs}`
  const file = join(server.data, `rooms-${runs}.txt`)
  writeFileSync(file, `${(lines ?? (await rooms(server, count + active, people, prefix))).join('\n')}\n`)
  const values = {
    mode, rooms: count, clients: people, ...(active && { active }), ...rest,
    'rooms-file': file, port: server.port, path: server.peer.path ?? '/{room}', proto: server.peer.protocol ?? 'yws', pids: server.pid,
    seed: inputs.seed, sv: inputs.vector, anchors: inputs.anchors, 'server-core': CORES.server, 'client-core': CORES.client,
  }
  const args = Object.entries(values).flatMap(([key, value]) => [`--${key}`, String(value)])
  const child = start(CORES.client, [join(server.tools, 'yload'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_MS)
  let output = ''
  let errors = ''
  const closed = new Promise((resolve) => child.on('close', resolve))
  const answered = new Promise((resolve) => {
    child.stdout.on('data', (text) => {
      output += text
      if (rest.hold && output.endsWith('}\n')) resolve()
    })
  })
  child.stderr.on('data', async (text) => {
    errors += text
    if (!String(text).includes('STORM-RESTART')) return
    await onRestart()
    child.stdin.write(`pids ${server.pid}\n`)
  })
  await Promise.race([closed, answered])
  clearTimeout(timer)
  if (!output.endsWith('}\n')) throw new Error(`the load tool ended: ${errors.slice(-300) || output.slice(-300)}`)
  const result = JSON.parse(output)
  if (result.error) throw new Error(`${mode}: ${result.error}`)
  result.release = () => {
    child.stdin.end()
    return closed
  }
  return result
}
