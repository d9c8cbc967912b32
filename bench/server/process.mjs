// One server under measurement: started on a core of its own, killed, started again with the same data; and what its processes cost.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The cores of server and client; the launcher runs this on Linux with two cores or more. */
export const CORES = { server: '0', client: '1' }
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const START_MS = 60_000
const LOG_UNITS = 200_000
const PAGE_BYTES = 4_096
const TICKS_PER_S = 100
const load = fileURLToPath(new URL('load/', import.meta.url))
const alive = new Set()
process.on('exit', () => alive.forEach((pid) => killGroup(pid, 'SIGKILL')))

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (failure) {
    if (failure.code !== 'ESRCH') throw failure // it has ended already
  }
}

/** Priority over whatever else is running, where that is allowed: `renice` would need root. */
const mayLead = process.getuid?.() === 0
export function pinned(core, command) {
  return [...(mayLead ? ['nice', '-n', '-15'] : []), 'taskset', '-c', core, ...command]
}

/** With autogroups a nice value counts inside its session only, so the session gets it as well. */
function lead(pid) {
  if (!mayLead) return
  try {
    writeFileSync(`/proc/${pid}/autogroup`, '-15')
  } catch (failure) {
    if (!['ENOENT', 'EACCES', 'EPERM', 'EINVAL'].includes(failure.code)) throw failure // a kernel without autogroups, or it has ended
  }
}

/** Starts a command on a core, in a group of its own that ends with this process. */
export function start(core, command, options = {}) {
  const [program, ...args] = pinned(core, command)
  const child = spawn(program, args, { detached: true, ...options })
  alive.add(child.pid)
  lead(child.pid)
  child.on('exit', () => alive.delete(child.pid))
  return child
}

/** Compiles the load tool and the relay into a folder. */
export function compile(into) {
  for (const [name, ...flags] of [['yload'], ['floor', '-pthread', '-ldl']]) {
    execFileSync(process.env.CC ?? 'cc', ['-O2', '-o', join(into, name), join(load, `${name}.c`), ...flags], { stdio: 'inherit' })
  }
}

/** What is missing on this machine to measure, as a sentence; null when nothing is. */
export function missing() {
  if (process.platform !== 'linux') return 'bench server runs on Linux: it reads /proc and pins processes to cores'
  for (const [program, remedy] of [['taskset', 'util-linux'], [process.env.CC ?? 'cc', 'a C compiler']]) {
    if (spawnSync(program, ['--version']).status !== 0) return `bench server needs ${program}: install ${remedy}`
  }
  return null
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const end = (is) => {
      socket.destroy()
      resolve(is)
    }
    socket.setTimeout(300, () => end(false)).on('connect', () => end(true)).on('error', () => end(false))
  })
}

export class Server {
  constructor(name, peer, tools, core = CORES.server) {
    this.name = name
    this.peer = peer
    this.tools = tools
    this.core = core
    this.data = mkdtempSync(join(tmpdir(), `hotseat-bench-${name}-`))
    this.log = ''
  }

  async start() {
    this.port ??= await freePort()
    const values = { port: String(this.port), data: this.data, node: process.execPath, tools: this.tools }
    const fill = (text) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all)
    const env = Object.fromEntries(Object.entries(this.peer.env ?? {}).map(([key, value]) => [key, fill(value)]))
    this.ended = null
    this.child = start(this.core, this.peer.command.map(fill), {
      cwd: this.peer.folder,
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { child } = this
    const note = (text) => {
      if (this.log.length < LOG_UNITS) this.log += text
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    child.on('exit', (code, signal) => {
      if (this.child === child) this.ended = signal ?? String(code)
    })
    const end = Date.now() + START_MS
    while (!(await isOpen(this.port))) {
      if (this.ended !== null || Date.now() > end) throw new Error(`${this.name} did not start (${this.ended}): ${this.log.slice(-1_500)}`)
      await sleep(20)
    }
    return this
  }

  get pid() {
    return this.child.pid
  }

  async kill(signal = 'SIGKILL') {
    if (!this.child || this.ended !== null) return
    const gone = new Promise((resolve) => this.child.once('exit', resolve))
    killGroup(this.child.pid, signal)
    await Promise.race([gone, sleep(20_000)])
    if (this.ended === null) {
      killGroup(this.child.pid, 'SIGKILL')
      await gone
    }
  }

  async restart() {
    await this.kill()
    await this.start()
  }

  async stop() {
    await this.kill()
    rmSync(this.data, { recursive: true, force: true })
  }

  /** CPU seconds and resident MB of the process and all below it. */
  cost() {
    const processes = new Map()
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      let stat
      try {
        stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      } catch {
        continue // it ended while we looked
      }
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      processes.set(Number(entry), {
        parent: Number(fields[1]),
        cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S,
        rss: (Number(fields[21]) * PAGE_BYTES) / 2 ** 20,
      })
    }
    const isBelow = (pid) => {
      for (let at = pid; at > 1; at = processes.get(at)?.parent ?? 0) if (at === this.pid) return true
      return false
    }
    const own = [...processes].filter(([pid]) => isBelow(pid)).map(([, process]) => process)
    return { cpu: own.reduce((sum, { cpu }) => sum + cpu, 0), rss: own.reduce((sum, { rss }) => sum + rss, 0) }
  }

  /** CPU seconds of each of its threads so far, by number: { name, cpu }. */
  threads() {
    const tasks = `/proc/${this.pid}/task`
    return new Map(
      readdirSync(tasks).flatMap((task) => {
        try {
          const stat = readFileSync(`${tasks}/${task}/stat`, 'utf8')
          const end = stat.lastIndexOf(')')
          const fields = stat.slice(end + 2).split(' ')
          return [[task, { name: stat.slice(stat.indexOf('(') + 1, end), cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S }]]
        } catch (failure) {
          if (['ENOENT', 'ESRCH'].includes(failure.code)) return [] // it ended while we looked
          throw failure
        }
      }),
    )
  }

  /** Resident MB of the process itself. */
  resident() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]) / 1024
  }

  /** Waits until it has stopped working on what it was given, so many seconds at most. */
  async settle(seconds) {
    const end = Date.now() + seconds * 1_000
    let last = this.cost().cpu
    for (let calm = 0; calm < 2 && Date.now() < end; ) {
      await sleep(300)
      const now = this.cost().cpu
      calm = now - last < 0.045 ? calm + 1 : 0
      last = now
    }
  }
}
