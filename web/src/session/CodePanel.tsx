import { type KeyboardEvent, useRef, useState } from 'react'
import { ApiError, type Language } from '../api/client'
import type { FileInfo } from '../document/files'
import type { Editor as EditorObject } from '../editor/createEditor'
import { Editor } from '../editor/Editor'
import { KeyRow } from '../editor/KeyRow'
import { runsHere } from '../run/languages'
import type { Peer } from '../sync/presence'
import type { WritableStore } from '../sync/store'
import '../ui/code.css'
import { Icon } from '../ui/Icon'
import '../ui/panel.css'
import { RunButton } from '../ui/RunButton'
import { settings } from '../ui/settings'
import { useStore } from '../ui/useStore'
import { words } from '../ui/words'
import '../ui/tabs.css'
import './code-panel.css'
import { CodePicture } from './CodePicture'
import type { CursorPlace } from './cursor'
import { FileTabs, tabId } from './FileTabs'
import type { RoomView } from './roomView'
import { useRunFace } from './runFace'
import { Sweep } from './Sweep'
import { useMay } from './useMay'

interface CodePanelProps {
  room: RoomView
  files: readonly FileInfo[]
  file: FileInfo | undefined
  peers: readonly Peer[]
  cursor: WritableStore<CursorPlace>
  onEditor: (editor: EditorObject | null) => void
  onRun: () => void
  onRefused: (sentence: string) => void
  onSaid: (sentence: string) => void
}

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

export function CodePanel({ room, files, file, peers, cursor, onEditor, onRun, onRefused, onSaid }: CodePanelProps) {
  const { runs, text } = room
  const synced = useStore(text.synced)
  const limits = useStore(text.limits)
  const early = useStore(text.early)
  const failure = useStore(runs.failure)
  const face = useRunFace(runs, room.permissions, file?.language)
  const [editor, setEditor] = useState<EditorObject | null>(null)
  const mayEdit = useMay(room.permissions, 'edit')
  const editable = useStore(text.editable)

  const told = useRef(false)
  /** Keys that do nothing need a reason, once. */
  const typedWatching = ({ key, ctrlKey, metaKey, target }: KeyboardEvent) => {
    const types = key.length === 1 || key === 'Enter' || key === 'Backspace'
    const inText = target instanceof Element && target.closest('.cm-content') !== null
    if (told.current || !types || ctrlKey || metaKey || !inText) return
    told.current = true
    onRefused(words.run.watchingTyped)
  }

  const choose = async (language: Language) => {
    try {
      await room.openLanguage(language)
      settings.language.set(language)
      onSaid(words.said.language(words.languages[language] ?? language))
    } catch (error) {
      onRefused(words.said.languageFailed(error instanceof ApiError ? error.message : words.room.noAnswer))
    }
  }

  return (
    <section className="panel p-code" aria-label={words.room.code} onKeyDown={mayEdit ? undefined : typedWatching}>
      <div className="tabs edhead">
        <FileTabs files={files} open={file?.id} peers={peers} onOpen={room.openFile} />
        <div className="end">
          <span className="lang-cell">
            <select
              className="lang"
              aria-label={words.room.language}
              value={file?.language ?? ''}
              onChange={(event) => void choose(event.target.value as Language)}
            >
              {file === undefined && <option value="" />}
              {Object.entries(words.languages).map(([id, name]) => (
                <option key={id} value={id} disabled={!mayEdit && !files.some(({ language }) => language === id)}>
                  {runsHere(id) ? name : words.room.noRunYet(name)}
                </option>
              ))}
            </select>
            <Icon name="chev-d" />
          </span>
          <RunButton face={face} place="strip" onRun={onRun} onStop={runs.stop} />
        </div>
      </div>
      {synced && file && limits ? (
        <Editor
          files={room.files}
          file={file.id}
          presence={room.presence}
          nonce={nonce}
          panel={{ id: 'code', tab: files.length > 1 ? tabId(file.id) : undefined }}
          readOnly={!editable}
          limits={limits}
          failure={failure}
          onCursor={(line, column) => cursor.set({ line, column })}
          onRefused={onRefused}
          onMended={() => text.mended.set(text.mended.get() + 1)}
          onEditor={(next) => {
            setEditor(next)
            onEditor(next)
            if (next && mayEdit && matchMedia('(min-width: 720px)').matches) next.focus()
          }}
        />
      ) : (
        <Opening text={early} />
      )}
      <Sweep runs={runs} />
      {mayEdit && <KeyRow editor={editor} />}
    </section>
  )
}

/** Before the text is there to be typed in: at least to be read, where REST has brought it. */
const Opening = ({ text }: { text: string | null }) =>
  text === null ? (
    <div className="cm-editor" aria-hidden="true">
      <div className="opening">
        <span className="skel" />
        <span className="skel" />
        <span className="skel" />
      </div>
    </div>
  ) : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="cm-editor" aria-label={words.room.readOnly} tabIndex={0}>
      <CodePicture code={text} all />
    </section>
  )
