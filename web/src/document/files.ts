/**
 * The files of a shared document: the root map `files` (id → {name, language, order}) and one root text per file.
 * What is in the map was written by other people's pages and is decoded like any message.
 */
import type * as Y from 'yjs'
import { fields, isText } from '../sync/messages/fields'
import { createStore, type Store } from '../sync/store'

export interface FileInfo {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly order: number
}

export interface Files {
  /** Sorted by `order`, then by id. */
  readonly list: Store<readonly FileInfo[]>
  /** The document the texts are in; it is replaced when the server refused an edit. */
  readonly doc: Store<Y.Doc>
  /** The text of a file, in the present document. */
  text(id: string): Y.Text
  close(): void
}

/** The server's rule, too: it takes no run of a file by another name. How many there are, it bounds. */
const FILE_ID = /^[a-z0-9-]{1,32}$/
const NAME_UNITS_MAX = 120
/** A name is one line to show, and goes into code that is run: nothing in it may end a line. */
const CONTROL = /\p{Cc}|[\u2028\u2029]/u

export function openFiles(doc: Store<Y.Doc>): Files {
  const list = createStore<readonly FileInfo[]>([])
  let map = doc.get().getMap('files')

  const read = () => {
    const next = decodeFiles(map)
    if (JSON.stringify(next) !== JSON.stringify(list.get())) list.set(next)
  }
  const replaced = () => {
    map.unobserve(read)
    map = doc.get().getMap('files')
    map.observe(read)
    read()
  }
  map.observe(read)
  read()
  const leave = doc.subscribe(replaced)

  return {
    list,
    doc,
    text: (id) => doc.get().getText(textName(id)),
    close() {
      leave()
      map.unobserve(read)
    },
  }
}

/** Name of the root text of a file; it is also what a cursor in that file names. */
export function textName(id: string): string {
  return `file:${id}`
}

export function decodeFiles(map: Y.Map<unknown>): readonly FileInfo[] {
  const files: FileInfo[] = []
  for (const [id, value] of map.entries()) {
    const file = decodeFile(id, value)
    if (file) files.push(file)
  }
  return files.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
}

function decodeFile(id: string, value: unknown): FileInfo | null {
  const file = fields(value)
  if (!file || !FILE_ID.test(id) || !isText(file.name, NAME_UNITS_MAX) || file.name === '') return null
  if (CONTROL.test(file.name)) return null
  if (!isText(file.language, 64) || typeof file.order !== 'number' || !Number.isFinite(file.order)) return null
  return { id, name: file.name, language: file.language, order: file.order }
}
