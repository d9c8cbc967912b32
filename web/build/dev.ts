import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { buildRunner } from './runner.mjs'

/** Given to what Vite puts into a page itself. The program draws a new one for each answer; here it only has to fit. */
const NONCE = 'dev'

/** The policy of the program for a page (`Headers.app`), and what Vite needs of it: its socket, and scripts of its own in the page. */
const policy = (origin: string) =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${NONCE}'`,
    "script-src-attr 'none'",
    `style-src 'self' 'nonce-${NONCE}'`,
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${origin.replace('http', 'ws')}`,
    "worker-src 'self'",
    `frame-src ${origin}/runner/`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

const dist = fileURLToPath(new URL('../dist', import.meta.url))

/**
 * What the Java server does besides the API, for `npm run dev`: the page of a room at `/s/{id}`, the runner with its own
 * headers, and the language runtimes of the last `npm run build`.
 */
export function dev(): Plugin {
  return {
    name: 'hotseat-dev',
    apply: 'serve',
    config: () => ({ html: { cspNonce: NONCE } }),
    transformIndexHtml: (html) => html.replaceAll('__NONCE__', NONCE),
    async configureServer(server) {
      await buildRunner(dist)
      server.middlewares.use(async (request, response, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/'
        response.setHeader('cross-origin-embedder-policy', 'credentialless')
        if (path === '/' || path.startsWith('/s/')) {
          response.setHeader('content-security-policy', policy(`http://${request.headers.host}`))
        }
        if (path.startsWith('/s/')) request.url = '/session.html'
        else if (path === '/runner/') {
          const html = await readFile(join(dist, 'runner/index.html'), 'utf8')
          const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? ''
          const hash = createHash('sha256').update(script).digest('base64')
          response.setHeader('content-type', 'text/html; charset=utf-8')
          response.setHeader('cross-origin-resource-policy', 'cross-origin')
          response.setHeader(
            'content-security-policy',
            `sandbox allow-scripts; default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval' 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src 'none'; frame-ancestors 'self'`,
          )
          return response.end(html)
        } else if (path.startsWith('/runtimes/') && /^\/runtimes\/[\w.-]+$/.test(path)) {
          return sendRuntime(path).then(
            ({ bytes, encoding }) => {
              if (encoding) response.setHeader('content-encoding', encoding)
              response.end(bytes)
            },
            () => {
              response.statusCode = 404
              response.end(`${path}: run npm run build once, it writes the runtimes`)
            },
          )
        }
        next()
      })
    },
  }
}

// The files of a runtime exist only compressed; its list exists as it is.
async function sendRuntime(path: string): Promise<{ bytes: Buffer; encoding: string | null }> {
  if (path.endsWith('.json')) return { bytes: await readFile(join(dist, path)), encoding: null }
  return { bytes: await readFile(join(dist, `${path}.br`)), encoding: 'br' }
}
