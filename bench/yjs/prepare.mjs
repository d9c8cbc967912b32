// node prepare.mjs FOLDER TRACE.json.gz…: for each trace the inputs that both sides of the benchmark read.
//   NAME.updates   int32 length and bytes of every update, as yjs made them
//   NAME.state     the state that they lead to
//   NAME.edits     per transaction int32 patches; per patch int32 position, int32 deleted, int32 bytes of UTF-8, the bytes
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from '../../crdt/oracle/yjs.mjs'
import { updatesOf } from '../../crdt/oracle/traces.mjs'

const [folder, ...files] = process.argv.slice(2)

function int32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

for (const file of files) {
  const name = basename(file, '.json.gz')
  const trace = JSON.parse(gunzipSync(readFileSync(file)))
  const { updates, doc } = updatesOf(trace)
  writeFileSync(join(folder, name + '.updates'), Buffer.concat(updates.flatMap((update) => [int32(update.length), update])))
  writeFileSync(join(folder, name + '.state'), Y.encodeStateAsUpdate(doc))
  if (trace.kind === 'concurrent') continue
  const parts = []
  for (const { patches } of trace.txns) {
    parts.push(int32(patches.length))
    for (const [position, deleted, inserted] of patches) {
      const text = Buffer.from(inserted)
      parts.push(int32(position), int32(deleted), int32(text.length), text)
    }
  }
  writeFileSync(join(folder, name + '.edits'), Buffer.concat(parts))
}
