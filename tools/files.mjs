// The files of this repository, as a checkout has them: what is built, installed or measured is not among them.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const MADE = new Set(['node_modules', 'target', 'dist', 'data', 'test-results', '.git', '.idea', '.vscode'])

/** Paths below a folder, relative to the repository, with `/` between their parts on every system. */
export function filesOf(folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return MADE.has(entry.name) ? [] : filesOf(path)
    return entry.isFile() ? [path] : []
  })
}
