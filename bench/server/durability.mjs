// Whether what a second participant has seen outlives kill -9: everybody leaves with the server, so that only what it kept can come back.
import { client, until } from './clients.mjs'
import { rooms } from './rooms.mjs'
import { sleep } from './process.mjs'

const EDITS = 100
const BETWEEN_MS = 20

const numbers = ({ text }) => text.toString().split('\n').filter(Boolean).map(Number)

/** Types numbered lines; answers with how many of them a second participant has seen at the end. */
async function type(server, line) {
  const writer = client(server, line)
  const reader = client(server, line)
  if (!(await until(() => writer.isSynced() && reader.isSynced(), 10_000))) throw new Error('the clients did not sync')
  for (let i = 1; i <= EDITS; i++) {
    writer.text.insert(writer.text.length, `${i}\n`)
    await sleep(BETWEEN_MS)
  }
  await until(() => numbers(reader).length >= EDITS, 5_000)
  return { seen: numbers(reader), people: [writer, reader] }
}

/** Answers with how many edits were lost that somebody had seen. */
async function lost(server, line, end) {
  const { seen, people } = await type(server, line)
  await end(server)
  for (const person of people) person.end()
  await server.start()
  const later = client(server, line)
  await until(() => later.isSynced() && numbers(later).length >= seen.length, 3_000)
  const kept = new Set(numbers(later))
  later.end()
  return seen.filter((number) => !kept.has(number)).length
}

const ENDS = {
  'kill -9 at once': (server) => server.kill(),
  'kill -9 a second later': (server) => sleep(1_000).then(() => server.kill()),
  SIGTERM: (server) => server.kill('SIGTERM'),
}

/** Edits lost by each kind of end. `server` has been started, and runs when this is over. */
export async function durability(server) {
  const results = {}
  for (const [name, end] of Object.entries(ENDS)) {
    const [line] = await rooms(server, 1, 3, `durable-${Object.keys(results).length}`)
    results[name] = await lost(server, line, end)
  }
  return { lost: Object.values(results).reduce((sum, each) => sum + each, 0), results }
}
