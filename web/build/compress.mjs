import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const text = /\.(js|css|svg|json|txt|webmanifest)$/

/**
 * Writes the `.br` (11) and `.gz` (9) twin of every text asset, so that the server never compresses. Pages have none: each
 * answer carries its own nonce. Runtimes come compressed from their own build.
 */
export async function compress(dist, files) {
  const chosen = files.filter((file) => text.test(file) || file === 'runner/index.html')
  for (const file of chosen) {
    const bytes = await readFile(join(dist, file))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
    await writeFile(join(dist, `${file}.br`), await promisify(brotliCompress)(bytes, { params }))
    await writeFile(join(dist, `${file}.gz`), await promisify(gzip)(bytes, { level: 9 }))
  }
  return chosen.length
}
