// Starts the real program, as the launcher built it, and talks to it over REST. For every test that crosses processes.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READY = /Hotseat is at (http:\S+?)\/ /
const START_MS = 30_000

function command() {
  const given = process.env.HOTSEAT_COMMAND
  if (!given) throw new Error('HOTSEAT_COMMAND is not set; run these tests by ./hotseat test')
  return JSON.parse(given)
}

/** A folder for a server's data that is gone when the test is over. */
export function dataFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), 'hotseat-test-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the program; answers when it has printed its URL, or with its exit code and output if it ended before. */
export async function launch(options) {
  const [program, ...args] = command()
  const child = spawn(program, [...args, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const exited = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, output })))
  const url = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server did not start in time:\n${output}`)), START_MS)
    const read = (data) => {
      output += data
      const ready = READY.exec(output)
      if (ready) resolve(ready[1])
      if (ready) clearTimeout(late)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    exited.then(() => {
      clearTimeout(late)
      resolve(null)
    })
  })
  return { child, exited, url: await url, output: () => output }
}

/** A running server on a free port, or on the given one, that is killed when the test is over. */
export async function startServer(test, { data = dataFolder(test), port = 0, options = [] } = {}) {
  const { child, exited, url, output } = await launch([`--port=${port}`, `--data=${data}`, ...options])
  test.after(() => child.kill('SIGKILL'))
  if (!url) throw new Error(`the server ended at once:\n${output()}`)
  const stop = (signal) => {
    child.kill(signal)
    return exited
  }
  return { url, port: Number(new URL(url).port), data, pid: child.pid, output, kill: () => stop('SIGKILL'), terminate: () => stop('SIGTERM') }
}

export async function request(url, { method = 'GET', bearer, body, type = 'application/json', headers = {} } = {}) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

/** Creates a session; answers with its id and the secrets of its links. */
export async function createSession(server, body = {}) {
  const { status, body: session } = await request(`${server.url}/api/sessions`, { method: 'POST', body })
  if (status !== 201) throw new Error(`creating a session: ${status}`)
  const secrets = Object.fromEntries(
    Object.entries(session.links).map(([role, link]) => [role, link.slice(link.lastIndexOf('.') + 1)]),
  )
  return { ...session, secrets, url: `${server.url}/api/sessions/${session.id}` }
}

export async function joinSession(session, role, name) {
  const { status, body } = await request(`${session.url}/join`, { method: 'POST', bearer: session.secrets[role], body: { name } })
  if (status !== 200) throw new Error(`joining: ${status}`)
  return body
}

/** Resolves once `holds()` is true; what it waits for is in the error of a test that runs out of time. */
export async function until(what, holds, withinMs = 10_000) {
  const end = Date.now() + withinMs
  for (;;) {
    const value = await holds()
    if (value) return value
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
