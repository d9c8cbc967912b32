import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const web = fileURLToPath(new URL('..', import.meta.url))

/** Writes `runner/index.html`: one file, one inline script, no other resource. The server hashes the script for its CSP. */
export async function buildRunner(outDir) {
  const { outputFiles } = await build({
    absWorkingDir: web,
    entryPoints: ['runner/frame.ts'],
    bundle: true,
    format: 'iife',
    minify: true,
    charset: 'utf8',
    target: 'es2022',
    write: false,
  })
  const script = outputFiles[0].text.trim().replaceAll('</script', '<\\/script')
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Hotseat runner</title><script>${script}</script></html>\n`
  await mkdir(join(outDir, 'runner'), { recursive: true })
  await writeFile(join(outDir, 'runner/index.html'), html)
}
