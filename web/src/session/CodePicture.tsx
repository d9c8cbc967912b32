const LINES_SHOWN = 80

/** Code as the editor draws it, without the editor. */
export function CodePicture({ code, all = false }: { code: string; all?: boolean }) {
  const lines = code === '' ? [] : code.split('\n').slice(0, all ? undefined : LINES_SHOWN)
  return (
    <div className="cm-scroller">
      <div className="cm-gutters" aria-hidden="true">
        {lines.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of this picture is its number
          <div key={index} className="cm-gutterElement">
            {index + 1}
          </div>
        ))}
      </div>
      <div className="cm-content">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of this picture is its number
          <div key={index} className="cm-line">
            {line || <br />}
          </div>
        ))}
      </div>
    </div>
  )
}
