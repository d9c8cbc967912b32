// `./hotseat dev`: the server and Vite side by side. Vite reloads the page as it is edited; the server is compiled anew and
// restarted when its sources change. Output is prefixed by its source; one Ctrl-C stops both.
import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { buildPage, buildProgram, install, jar } from './build.mjs'
import { Failure, isWindows, root, stopSignals, words } from './process.mjs'
import { findJdk, findMaven, javaOf } from './tools.mjs'

const PAGE = 'http://127.0.0.1:8080'
const SERVER_PORT = 8081

export async function dev(options) {
  if (options.length > 0) throw new Failure(`dev takes no options, but got '${options[0]}'`, 64)
  const jdk = findJdk()
  const maven = findMaven(jdk)
  await install('web')
  // The runner and the language runtimes are served as they were built.
  if (!existsSync(join(root, 'web/dist/runner/index.html'))) await buildPage()
  await buildProgram(jdk, maven)

  const children = new Set()
  let stopping = false
  const launch = (name, colour, program, args, settings) => {
    const child = spawn(...words(program, args), { stdio: ['ignore', 'pipe', 'pipe'], shell: isWindows, ...settings })
    children.add(child)
    for (const stream of [child.stdout, child.stderr]) prefix(stream, `\x1b[${colour}m${name.padEnd(7)}\x1b[0m`)
    child.on('close', () => children.delete(child))
    return child
  }
  const startServer = () =>
    launch('server', 33, javaOf(jdk), [
      '--enable-native-access=ALL-UNNAMED',
      '--sun-misc-unsafe-memory-access=allow',
      '-jar',
      jar,
      `--port=${SERVER_PORT}`,
      `--public-url=${PAGE}`,
      `--data=${join(root, 'data')}`,
    ], { cwd: root })

  let server = startServer()
  launch('page', 36, process.execPath, ['node_modules/vite/bin/vite.js', '--host=127.0.0.1', '--port=8080'], {
    cwd: join(root, 'web'),
    env: { ...process.env, HOTSEAT_DEV_SERVER: `http://127.0.0.1:${SERVER_PORT}` },
  })

  const rebuild = debounced(200, async () => {
    try {
      await buildProgram(jdk, maven)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      console.error(`hotseat: ${error.message}`) // the old server goes on until the source compiles
      return
    }
    server.once('close', () => {
      if (!stopping) server = startServer()
    })
    server.kill('SIGTERM')
  })
  for (const folder of ['crdt/src/main', 'server/src/main']) watch(join(root, folder), { recursive: true }, rebuild)

  return new Promise((resolve) => {
    const stop = () => {
      stopping = true
      for (const child of children) child.kill('SIGTERM')
      if (children.size === 0) resolve(0)
      for (const child of children) child.on('close', () => children.size === 0 && process.exit(0))
    }
    for (const signal of stopSignals) process.on(signal, stop)
  })
}

function prefix(stream, label) {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) console.log(`${label} ${line}`)
  })
}

/** Calls `action` once things have been quiet for a while, and never twice at a time. */
function debounced(quietMs, action) {
  let timer
  let running = Promise.resolve()
  return () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(action)
    }, quietMs)
  }
}
