/**
 * A small server for the runner's tests: one page that runs code, the runner, the runtimes, with the exact headers of the
 * product, and beside it a canary that must never hear anything.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const web = fileURLToPath(new URL('../../web/', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

const FEATURES =
  'accelerometer autoplay bluetooth browsing-topics camera clipboard-read clipboard-write display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial storage-access usb web-share window-management xr-spatial-tracking'.split(
    ' ',
  )
const permissions = (own) => FEATURES.map((name) => `${name}=(${own.includes(name) ? 'self' : ''})`).join(', ')

const appHeaders = (origin, nonce) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src ${origin}/runner/; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types hotseat dompurify`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'same-origin',
  'connection-allowlist': '(response-origin)',
  'permissions-policy': permissions(['clipboard-write', 'fullscreen']),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-dns-prefetch-control': 'off',
  'origin-agent-cluster': '?1',
  'cache-control': 'no-store',
})

const runnerHeaders = (boot) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `sandbox allow-scripts; default-src 'none'; script-src 'sha256-${boot}' 'unsafe-eval' 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; webrtc 'block'`,
  'connection-allowlist': '()',
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'cross-origin',
  'permissions-policy': permissions([]),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'cache-control': 'no-cache',
})

const assetHeaders = (type) => ({
  'content-type': type,
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'credentialless',
})

/** `isolated: false` is a browser without shared memory; `image: false` a Python without its memory image. */
export async function startServer({ isolated = true, image = true } = {}) {
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
      const nonce = randomBytes(16).toString('base64')
      send(
        appHeaders(`http://${request.headers.host}`, nonce),
        '<!doctype html><html lang="en" data-theme="ink"><meta charset="utf-8"><title>Runner</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/page.css"><body><label>Typing <input id="typing"></label><div id="root"></div><script src="/assets/page.js"></script></body></html>',
      )
    } else if (path === '/runner/') {
      send(runnerHeaders(boot), runnerHtml)
    } else if (path === '/runtimes/runtimes.json') {
      const manifest = JSON.parse(await readFile(join(dist, 'runtimes/runtimes.json'), 'utf8'))
      if (!image) delete manifest.languages.python.files['snapshot.bin']
      send({ ...assetHeaders('application/json'), 'cache-control': 'no-cache' }, JSON.stringify(manifest))
    } else if (path.startsWith('/runtimes/') || path.startsWith('/assets/')) {
      const encoded = path.startsWith('/runtimes/')
      const body = await readFile(join(dist, encoded ? `${path}.br` : path)).catch(() => null)
      if (body === null) {
        response.writeHead(404)
        response.end()
        return
      }
      const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'application/octet-stream'
      send(
        {
          ...assetHeaders(type),
          'content-length': body.length,
          'cache-control': 'public, max-age=31536000, immutable',
          ...(encoded && { 'content-encoding': 'br' }),
        },
        body,
      )
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
