/**
 * An edit as if it had been taken back at once: the same units, all of them deleted, and nothing else changed. The server
 * takes that where it refuses the edit itself, so what was typed after it, which counts on its units, stays where it is.
 */
import * as Y from 'yjs'
import { updateOf } from './cut'

/** `null` for an edit on which nothing is built: one that only deletes, or is no edit of a text by one writer. */
export function withdrawn(update: Uint8Array): Uint8Array | null {
  const { structs } = Y.decodeUpdate(update)
  const [first] = structs
  if (first === undefined) return null
  const encoded: Uint8Array[] = []
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || struct.parentSub !== null || struct.id.client !== first.id.client) return null
    const { id, origin, rightOrigin, parent, length } = struct
    const encoder = new Y.UpdateEncoderV1()
    new Y.Item(id, null, origin, null, rightOrigin, parent, null, new Y.ContentDeleted(length)).write(encoder, 0)
    encoded.push(encoder.toUint8Array())
  }
  return updateOf(first.id.client, first.id.clock, encoded)
}
