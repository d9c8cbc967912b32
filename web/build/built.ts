import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const source = fileURLToPath(new URL('../src/app/built.tsx', import.meta.url))

/** Puts what `src/app/built.tsx` draws into both pages: the very components and words that the script draws later. */
export function built(): Plugin {
  return {
    name: 'hotseat-built',
    async transformIndexHtml(html, { path }) {
      const page = (await drawn())[basename(path)] ?? ''
      // The policy takes no style attribute, so what one says would be missing; the script would not add it either.
      if (page === '' || / style=/.test(page)) throw new Error(`${path}: nothing was drawn, or with a style attribute`)
      return html.replace('<!-- page -->', () => page)
    },
  }
}

/** Anew for each page: the development server draws what has just been changed. */
async function drawn(): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    jsx: 'automatic',
    loader: { '.css': 'empty' },
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  })
  const module: { exports: { built?: Record<string, string> } } = { exports: {} }
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(
    module,
    module.exports,
    createRequire(import.meta.url),
  )
  return module.exports.built ?? {}
}
