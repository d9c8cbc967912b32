// What the server costs: a start with nothing changed, memory at rest, an edit's way to the disk and to another client.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSession, joinSession, startServer, until } from '../e2e/server.mjs'
import { connect, synced } from '../e2e/yjs-client.mjs'
import { jsonFile, median, percentile, report, result } from './report.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const STARTS = 5
const EDITS = 1_000

const endings = []
const run = { after: (end) => endings.push(end) }
try {
  const starts = []
  for (let i = 0; i < STARTS; i++) starts.push(await start())
  const server = await startServer(run)
  const rest = await memoryAtRest(server.pid)
  const delays = await editDelays(server)
  report(
    'start',
    [
      result('start, nothing changed', 'ms', median(starts), '≤ 2000'),
      ...(rest === null ? [] : [result('memory at rest (RSS)', 'MiB', rest, '≤ 150')]),
      result('edit to another client, p50', 'ms', percentile(delays, 0.5), 'one to two commits'),
      result('edit to another client, p99', 'ms', percentile(delays, 0.99), '–'),
    ],
    jsonFile(process.argv),
  )
} finally {
  for (const end of endings.reverse()) end()
}

/** From the command to a server that answers, through the launcher as a person starts it. */
async function start() {
  const data = mkdtempSync(join(tmpdir(), 'hotseat-bench-'))
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'launcher/main.mjs'), 'start', '--port=0', `--data=${data}`])
  const url = await new Promise((resolve) => {
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
      const found = /Hotseat is at (\S+)/.exec(output)
      if (found) resolve(found[1])
    })
  })
  await fetch(`${url}health/ready`)
  const took = performance.now() - began
  child.kill('SIGTERM')
  await new Promise((resolve) => child.on('close', resolve))
  rmSync(data, { recursive: true, force: true })
  return took
}

/** Resident memory of a server that nobody has asked for anything, in MiB, once it has stopped changing; null where unknown. */
async function memoryAtRest(pid) {
  const read = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
  if (process.platform !== 'linux') return null
  let last = 0
  return until('memory at rest', async () => {
    const before = last
    last = read()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return Math.abs(last - before) < 0.5 && last
  }, 60_000)
}

async function editDelays(server) {
  const session = await createSession(server)
  const writer = connect(run, server, session, (await joinSession(session, 'host', 'Writer')).token)
  const reader = connect(run, server, session, (await joinSession(session, 'candidate', 'Reader')).token)
  await Promise.all([synced(writer), synced(reader)])
  const delays = []
  for (let i = 0; i < EDITS; i++) {
    const seen = new Promise((resolve) => reader.text.observe(function observer() {
      reader.text.unobserve(observer)
      resolve(performance.now())
    }))
    const began = performance.now()
    writer.text.insert(writer.text.length, 'x')
    delays.push((await seen) - began)
  }
  return delays.slice(EDITS / 10) // the first ones are for the compiler
}
