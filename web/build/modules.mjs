import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The scripts that a built page loads at once: its entry, what that imports statically, and its blocking script. */
export async function firstScripts(dist, page) {
  const html = await readFile(join(dist, page), 'utf8')
  return closure(
    dist,
    [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]),
  )
}

/** These scripts and all that they import statically. */
export async function closure(dist, files) {
  const found = new Set(files)
  for (const file of found) for (const imported of await staticImports(dist, file)) found.add(imported)
  return [...found]
}

/** The modules that a script imports statically; `import()` is not followed. */
async function staticImports(dist, file) {
  const code = await readFile(join(dist, file), 'utf8')
  const sources = code.matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w*{][^"'();]*?\s*from\s*|)["']\.\/([^"']+\.js)["']/g,
  )
  return [...sources].map((match) => `assets/${match[1]}`)
}
