/**
 * Cuts one edit into updates that the server takes one by one. An edit may be larger than a message may be (undo of a
 * large deletion, an indentation of 20,000 lines); refused, it would take everything typed after it along.
 *
 * Each part is complete once those before it are there: deletions of older text first (they make room), then the new
 * structs in the order of their clocks, then deletions among them. A text too long for a part is cut between
 * characters; the second half hangs on the last unit of the first, as Yjs itself would split it.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Limits } from './messages/session'

export type PartLimits = Pick<Limits, 'updateBytes' | 'structs' | 'deleteRanges'>

interface Range {
  readonly client: number
  readonly clock: number
  readonly length: number
}

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]

/** What an update says besides its structs: counts, a client, a clock. */
const FRAME_BYTES = 64
/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const BYTES_PER_UNIT_MAX = 3
/** A delete range: three numbers of at most eight bytes. */
const RANGE_BYTES_MAX = 24

/** The update itself when it fits, or when it is of several writers: that is not one edit. */
export function cut(update: Uint8Array, limits: PartLimits): readonly Uint8Array[] {
  // A struct takes more than a byte, a range more than one, too: what is so short fits.
  if (update.length <= Math.min(limits.updateBytes, limits.structs, limits.deleteRanges)) return [update]
  const { structs, ds } = Y.decodeUpdate(update)
  const ranges = rangesOf(ds.clients)
  const fits =
    update.length <= limits.updateBytes && structs.length <= limits.structs && ranges.length <= limits.deleteRanges
  const writer = structs[0]?.id.client
  if (fits || structs.some((struct) => struct.id.client !== writer)) return [update]
  const from = structs[0]?.id.clock ?? 0
  const [older, own] = splitAt(ranges, writer, from)
  return [...deletions(older, limits), ...insertions(structs, limits), ...deletions(own, limits)]
}

function insertions(structs: readonly Struct[], limits: PartLimits): Uint8Array[] {
  const room = limits.updateBytes - FRAME_BYTES
  const parts: Uint8Array[] = []
  let encoded: Uint8Array[] = []
  let bytes = 0
  let start = structs[0]?.id.clock ?? 0
  const flush = (next: number) => {
    const client = structs[0]?.id.client
    if (client !== undefined && encoded.length > 0) parts.push(updateOf(client, start, encoded))
    encoded = []
    bytes = 0
    start = next
  }
  for (const struct of structs.flatMap((whole) => pieces(whole, room))) {
    const encoder = new Y.UpdateEncoderV1()
    struct.write(encoder, 0)
    const own = encoder.toUint8Array()
    if (encoded.length >= limits.structs || bytes + own.length > room) flush(struct.id.clock)
    encoded.push(own)
    bytes += own.length
  }
  flush(0)
  return parts
}

/** A long text as several; everything else as it is. */
function pieces(struct: Struct, room: number): Struct[] {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return [struct]
  const { content, id } = struct
  const units = Math.floor((room - FRAME_BYTES) / BYTES_PER_UNIT_MAX)
  if (content.str.length <= units) return [struct]
  const cutPieces: Struct[] = []
  for (let at = 0; at < content.str.length; ) {
    const end = endOfPiece(content.str, at + units)
    cutPieces.push(
      new Y.Item(
        Y.createID(id.client, id.clock + at),
        null,
        at === 0 ? struct.origin : Y.createID(id.client, id.clock + at - 1),
        null,
        struct.rightOrigin,
        struct.parent,
        struct.parentSub,
        new Y.ContentString(content.str.slice(at, end)),
      ),
    )
    at = end
  }
  return cutPieces
}

/** Half of a surrogate pair is not text. */
function endOfPiece(text: string, end: number): number {
  if (end >= text.length) return text.length
  const last = text.charCodeAt(end - 1)
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end
}

function deletions(ranges: readonly Range[], limits: PartLimits): Uint8Array[] {
  const most = Math.min(limits.deleteRanges, Math.floor((limits.updateBytes - FRAME_BYTES) / RANGE_BYTES_MAX))
  const parts: Uint8Array[] = []
  for (let at = 0; at < ranges.length; at += most) parts.push(deletionsOf(ranges.slice(at, at + most)))
  return parts
}

/** An update of one writer whose structs, encoded, begin at that clock. */
export function updateOf(client: number, clock: number, structs: readonly Uint8Array[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const n of [1, structs.length, client, clock]) encoding.writeVarUint(encoder, n)
    for (const struct of structs) encoding.writeUint8Array(encoder, struct)
    encoding.writeVarUint(encoder, 0)
  })
}

function deletionsOf(ranges: readonly Range[]): Uint8Array {
  const clients = new Map<number, Range[]>()
  for (const range of ranges) {
    const list = clients.get(range.client)
    if (list) list.push(range)
    else clients.set(range.client, [range])
  }
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, clients.size)
    for (const [client, list] of clients) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, list.length)
      for (const { clock, length } of list) {
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, length)
      }
    }
  })
}

function rangesOf(clients: ReadonlyMap<number, readonly { clock: number; len: number }[]>): Range[] {
  return [...clients].flatMap(([client, list]) => list.map(({ clock, len }) => ({ client, clock, length: len })))
}

/** What was there before `writer`'s clock `from`, and what this edit itself brought. */
function splitAt(ranges: readonly Range[], writer: number | undefined, from: number): [Range[], Range[]] {
  const older: Range[] = []
  const own: Range[] = []
  for (const range of ranges) {
    const end = range.clock + range.length
    if (range.client !== writer || end <= from) older.push(range)
    else if (range.clock >= from) own.push(range)
    else {
      older.push({ ...range, length: from - range.clock })
      own.push({ ...range, clock: from, length: end - from })
    }
  }
  return [older, own]
}
