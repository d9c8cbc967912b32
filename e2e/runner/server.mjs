/**
 * A small server for the runner's tests: one page that runs code, the runner and the runtimes as they are built now, with the
 * headers that the real program sends, and beside it a canary that must never hear anything.
 */
import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startServer as startProgram } from '../server.mjs'

const web = fileURLToPath(new URL('../../web/', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

/** Of one answer alone, and not of its kind. */
const OF_ONE = ['connection', 'content-encoding', 'content-length', 'date', 'etag', 'keep-alive', 'transfer-encoding', 'vary']

/**
 * The headers that the real program sends with each kind of answer, read from it while it runs. What names the program
 * itself (its origin, the hash of its runner's script) is put into words of ours by those who send them.
 */
async function headersOfProgram() {
  const endings = []
  const { url } = await startProgram({ after: (ending) => endings.push(ending) })
  const read = async (path) => {
    const response = await fetch(url + path)
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !OF_ONE.includes(name)))
    if (!response.ok) throw new Error(`${path} of the program: ${response.status}`)
    return { headers, text: await response.text() }
  }
  const page = await read('/')
  const [asset] = /\/assets\/[^"]+\.js/.exec(page.text)
  const list = await read('/runtimes/runtimes.json')
  const [runtime] = Object.keys(JSON.parse(list.text).files)
  const found = {
    page: (origin) => replaced(page.headers, url, origin),
    runner: (boot) => replaced(all.runner, /'sha256-[^']+'/, `'sha256-${boot}'`),
    asset: (await read(asset)).headers,
    list: list.headers,
    runtime: (await read(`/runtimes/${runtime}`)).headers,
  }
  const all = { runner: (await read('/runner/')).headers }
  for (const end of endings) end()
  return found
}

const replaced = (headers, what, by) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replaceAll(what instanceof RegExp ? new RegExp(what, 'g') : what, by)]))

/** `isolated: false` is a browser without shared memory; `image: false` a Python without its memory image. */
export async function startServer({ isolated = true, image = true } = {}) {
  const program = await headersOfProgram()
  const dist = await mkdtemp(join(tmpdir(), 'runner-dist-'))
  const require = createRequire(join(web, 'package.json'))
  const { build } = await import(pathToFileURL(require.resolve('esbuild')).href)
  const { buildRunner } = await import(pathToFileURL(join(web, 'build/runner.mjs')).href)
  const { buildRuntimes } = await import(pathToFileURL(join(web, 'build/runtimes.mjs')).href)
  await buildRunner(dist)
  await buildRuntimes(dist)
  await build({
    entryPoints: { page: join(here, 'page.tsx') },
    outdir: join(dist, 'assets'),
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    nodePaths: [join(web, 'node_modules')],
    external: ['*.woff2'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })

  const runnerHtml = await readFile(join(dist, 'runner/index.html'), 'utf8')
  const script = runnerHtml.slice(runnerHtml.indexOf('<script>') + 8, runnerHtml.lastIndexOf('</script>'))
  const boot = createHash('sha256').update(script).digest('base64')
  const shared = ([name]) => isolated || !name.startsWith('cross-origin-embedder') && !name.startsWith('cross-origin-opener')
  const headers = (all) => Object.fromEntries(Object.entries(all).filter(shared))
  const heard = []

  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname
    const send = (all, body) => {
      response.writeHead(200, headers(all))
      response.end(body)
    }
    if (path === '/') {
      send(
        program.page(`http://${request.headers.host}`),
        '<!doctype html><html lang="en" data-theme="ink"><meta charset="utf-8"><title>Runner</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/page.css"><body><label>Typing <input id="typing"></label><div id="root"></div><script src="/assets/page.js"></script></body></html>',
      )
    } else if (path === '/runner/') {
      send(program.runner(boot), runnerHtml)
    } else if (path === '/runtimes/runtimes.json') {
      const manifest = JSON.parse(await readFile(join(dist, 'runtimes/runtimes.json'), 'utf8'))
      if (!image) delete manifest.languages.python.files['snapshot.bin']
      send(program.list, JSON.stringify(manifest))
    } else if (path.startsWith('/runtimes/') || path.startsWith('/assets/')) {
      const encoded = path.startsWith('/runtimes/')
      const body = await readFile(join(dist, encoded ? `${path}.br` : path)).catch(() => null)
      if (body === null) {
        response.writeHead(404)
        response.end()
        return
      }
      const type = path.endsWith('.css') ? { 'content-type': 'text/css' } : {}
      const kind = encoded ? { ...program.runtime, 'content-encoding': 'br' } : { ...program.asset, ...type }
      send({ ...kind, 'content-length': body.length }, body)
    } else if (path === '/bare') {
      // No wall at all: what an attack does here shows that it is one.
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<!doctype html><meta charset="utf-8"><title>Bare</title><link rel="icon" href="data:,"><body>')
    } else {
      heard.push(`app ${request.method} ${request.url}`)
      response.writeHead(404)
      response.end()
    }
  })
  const canary = createServer((request, response) => {
    heard.push(`canary ${request.method} ${request.url}`)
    response.writeHead(200, { 'access-control-allow-origin': '*' })
    response.end('heard')
  })
  const stun = createSocket('udp4').on('message', () => heard.push('stun'))
  await Promise.all([listen(server), listen(canary), new Promise((done) => stun.bind(0, '127.0.0.1', done))])
  return {
    origin: `http://localhost:${server.address().port}`,
    app: `localhost:${server.address().port}`,
    evil: `127.0.0.1:${canary.address().port}`,
    stun: stun.address().port,
    /** Requests that nothing on the page should make. */
    heard,
    async close() {
      server.closeAllConnections()
      canary.closeAllConnections()
      await Promise.all([new Promise((done) => server.close(done)), new Promise((done) => canary.close(done))])
      await new Promise((done) => stun.close(done))
      await rm(dist, { recursive: true, force: true })
    },
  }
}

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', done))
