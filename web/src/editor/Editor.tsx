/**
 * The editor on the page. The view is made once and lives outside React; props that change are passed on to it.
 *
 *   files       `openFiles(connection.doc)`
 *   file        id of the open file; its language is read from `files.list`
 *   presence    `connection.presence`: the own caret goes out, others' carets come in with names and colours, so the
 *               editor needs no list of participants
 *   nonce       of the page's CSP: `document.querySelector('meta[property="csp-nonce"]').nonce`
 *   readOnly    who only watches, and between a refusal and the new document; stays focusable and readable by keyboard
 *   limits      those of WELCOME
 *   failure     `runs.failure`'s value; the mark goes by itself when its line is edited
 *   onCursor    line and column from 1, at most ten times a second
 *   onRefused   a sentence for a toast: an edit was not made because it is too large
 *   onMended    something in the editor failed; it shows the shared text again
 *   onEditor    the editor itself (jumpTo, focus, undo; `KeyRow` wants it), `null` when it goes
 *
 * Mount it when `connection.synced` is true, so that nobody types into a text that has not come yet.
 */
import '../ui/code.css'
import './editor.css'
import './failed-line.css'
import './flags.css'
import './offscreen.css'
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import type { Files } from '../document/files'
import type { Presence } from '../sync/presence'
import { named } from '../ui/keys'
import { words } from '../ui/words'
import { createEditor, type Editor as EditorObject, type Failure } from './createEditor'
import type { TextLimits } from './paste'

export interface EditorProps {
  files: Files
  file: string
  presence: Presence
  nonce: string
  readOnly?: boolean
  /** Its id, and that of the tab that stands for it, if there are any. */
  panel?: { readonly id: string; readonly tab: string | undefined }
  limits?: TextLimits
  failure?: Failure | null
  onCursor?: (line: number, column: number) => void
  onRefused?: (sentence: string) => void
  onMended?: () => void
  onEditor?: (editor: EditorObject | null) => void
}

export function Editor(props: EditorProps) {
  const { files, file, presence, nonce, readOnly = false, failure = null } = props
  const language = useSyncExternalStore(
    files.list.subscribe,
    () => files.list.get().find((candidate) => candidate.id === file)?.language ?? '',
  )
  const parent = useRef<HTMLDivElement>(null)
  const hint = useId()
  const [editor, setEditor] = useState<EditorObject | null>(null)
  const latest = useRef({ ...props, language, readOnly })
  latest.current = { ...props, language, readOnly }

  useEffect(() => {
    if (!parent.current) return
    const { file, language, readOnly, onEditor } = latest.current
    const created = createEditor(parent.current, {
      ...latest.current,
      files,
      presence,
      nonce,
      file,
      language,
      readOnly,
      describedBy: hint,
    })
    setEditor(created)
    onEditor?.(created)
    return () => {
      latest.current.onEditor?.(null)
      created.destroy()
    }
  }, [files, presence, nonce, hint])

  useEffect(() => editor?.setChanges(props))
  useEffect(() => editor?.setFile(file, language), [editor, file, language])
  useEffect(() => editor?.setReadOnly(readOnly), [editor, readOnly])
  useEffect(() => editor?.setFailure(failure), [editor, failure])

  return (
    <div
      className="code-editor"
      ref={parent}
      id={props.panel?.id}
      {...(props.panel?.tab && { role: 'tabpanel', 'aria-labelledby': props.panel.tab })}
    >
      <p id={hint} hidden>
        {readOnly ? words.editor.readOnlyLeave(named('tab')) : words.editor.leave(named('tab'))}
      </p>
    </div>
  )
}
