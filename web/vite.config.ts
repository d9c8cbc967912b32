import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { boot } from './build/boot.ts'
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

export default defineConfig({
  plugins: [react(), boot(), dev()],
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
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'credentialless' },
  },
})
