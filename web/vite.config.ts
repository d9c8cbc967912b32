import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The Java server that `./hotseat dev` starts beside Vite.
const server = process.env.HOTSEAT_DEV_SERVER ?? 'http://127.0.0.1:8081'
const proxied = Object.fromEntries(
  ['/api', '/ws', '/health', '/docs', '/openapi.yaml', '/runner', '/runtimes'].map((path) => [
    path,
    { target: server, ws: path === '/ws', changeOrigin: true },
  ]),
)

export default defineConfig({
  plugins: [react()],
  resolve: { dedupe: ['yjs', '@codemirror/state', '@codemirror/view', '@lezer/common'] },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: 'index.html', session: 'session.html' } },
  },
  server: { proxy: proxied, strictPort: true },
})
