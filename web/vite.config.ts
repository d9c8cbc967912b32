import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { boot } from './build/boot.ts'
import { built } from './build/built.ts'
import { dev } from './build/dev.ts'

// The Java server that `./hotseat dev` starts beside Vite.
const server = process.env.HOTSEAT_DEV_SERVER ?? 'http://127.0.0.1:8081'
const proxied = Object.fromEntries(
  ['/api', '/ws', '/health', '/docs', '/openapi.yaml'].map((path) => [
    path,
    // The server checks Host and Origin against its public address, which is Vite's here: both go through as they are.
    { target: server, ws: path === '/ws', changeOrigin: false },
  ]),
)

/**
 * The id of a build: a hash of everything it is made of, so that the same sources are the same build wherever they are
 * built. The page has it as `__BUILD__`, the server reads it from `build.json` and tells it in WELCOME.
 */
const build = ((): string => {
  const web = fileURLToPath(new URL('.', import.meta.url))
  const folders = ['src', 'runner', 'build'].flatMap((folder) =>
    readdirSync(join(web, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name).slice(web.length)),
  )
  const files = [...folders, 'index.html', 'session.html', 'package-lock.json', 'vite.config.ts', '../languages.json']
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(web, file)))
      .update('\0')
  return hash.digest('hex').slice(0, 16)
})()

function announceBuild(): Plugin {
  return {
    name: 'hotseat-build-id',
    apply: 'build',
    // Not for `vite serve`: there every change is a new build, and the page follows by itself.
    config: () => ({ define: { __BUILD__: JSON.stringify(build) } }),
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'build.json', source: JSON.stringify({ build }) })
    },
  }
}

export default defineConfig({
  plugins: [react(), boot(), built(), dev(), announceBuild()],
  publicDir: false,
  resolve: { dedupe: ['yjs', '@codemirror/state', '@codemirror/view', '@lezer/common'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000, // build/budget.mjs holds what counts: brotli of the first load
    rolldownOptions: { input: { index: 'index.html', session: 'session.html' } },
  },
  server: {
    proxy: proxied,
    strictPort: true,
    fs: { allow: ['.', '../languages.json'] },
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'credentialless' },
  },
})
