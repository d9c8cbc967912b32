import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { Plugin } from 'vite'

const source = fileURLToPath(new URL('../src/app/boot.ts', import.meta.url))

/**
 * Puts `src/app/boot.ts` into the head of both pages as a blocking script of its own: the theme is set and the secret is
 * out of the address bar before anything is drawn, and the CSP needs no inline script.
 */
export function boot(): Plugin {
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  const code = outputFiles[0]?.text ?? ''
  const file = `assets/boot-${createHash('sha256').update(code).digest('base64url').slice(0, 8)}.js`
  return {
    name: 'hotseat-boot',
    configureServer(server) {
      server.middlewares.use(`/${file}`, (_, response) => {
        response.setHeader('content-type', 'text/javascript')
        response.end(code)
      })
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: file, source: code })
    },
    transformIndexHtml: (html) => html.replace('<!-- boot -->', `<script src="/${file}"></script>`),
  }
}
