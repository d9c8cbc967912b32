import './brand.css'

const CHAIR = 'M0 0h4v10h12v10h-4v-6H4v6H0z'
const SITTER = 'M7 2h6v8H7z'
const LETTERS =
  'M19 8h12v2.4h-12zM19 10.4h4v2.4h-4zM27 10.4h4v2.4h-4zM19 12.8h4v2.4h-4zM27 12.8h4v2.4h-4zM19 15.2h4v2.4h-4zM27 15.2h4v2.4h-4zM19 17.6h12v2.4h-12zM36 3h4v5h5v2.4h-5v7.2h5V20h-9v-9.6h-2V8h2zM48 8h12v2.4h-12zM48 10.4h4v2.4h-4zM48 12.8h12v2.4h-12zM56 15.2h4v2.4h-4zM48 17.6h12v2.4h-12zM63 8h12v2.4h-12zM63 10.4h4v2.4h-4zM71 10.4h4v2.4h-4zM63 12.8h12v2.4h-12zM63 15.2h4v2.4h-4zM63 17.6h12v2.4h-12zM78 8h12v2.4h-12zM86 10.4h4v2.4h-4zM78 12.8h12v2.4h-12zM78 15.2h4v2.4h-4zM86 15.2h4v2.4h-4zM78 17.6h12v2.4h-12zM95 3h4v5h5v2.4h-5v7.2h5V20h-9v-9.6h-2V8h2z'

/** The chair with the cursor sitting on it, as it stands on the hot ground of the bar. */
export function Mark({ height = 26 }: { height?: number }) {
  return (
    <svg className="brand" viewBox="0 0 16 20" height={height} aria-hidden="true">
      <path fill="currentColor" d={CHAIR} />
      <path fill="#f2eee0" d={SITTER} />
    </svg>
  )
}

export function Wordmark({ height = 17 }: { height?: number }) {
  return (
    <svg className="brand" viewBox="0 0 104 20" height={height} role="img" aria-label="Hotseat">
      <path fill="currentColor" d={CHAIR + LETTERS} />
      <path className="brand-sitter" d={SITTER} />
    </svg>
  )
}

/** A chair with somebody of seat colour `.cN` on it, or a free one. */
export function Chair({ taken }: { taken: boolean }) {
  return (
    <svg viewBox="0 0 16 20" aria-hidden="true">
      <path className="frame" d={CHAIR} />
      {taken && <path className="sitter" d={SITTER} />}
    </svg>
  )
}
