/** What an update says as text, for the person whose update it was. */
import * as Y from 'yjs'

/** The text these updates insert, in the order it was written. */
export function insertedText(updates: readonly Uint8Array[]): string {
  if (updates.length === 0) return ''
  const { structs } = Y.decodeUpdate(Y.mergeUpdates([...updates]))
  return structs
    .map((struct) => (struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ''))
    .join('')
}
