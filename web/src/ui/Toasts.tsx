import { type ReactNode, useEffect, useState } from 'react'
import './toasts.css'

export interface ToastItem {
  id: number
  tone?: 'lime' | 'red' | 'pink'
  content: ReactNode
}

const KEPT_MS = 4000
/** At once. What was pushed out is past: it does not come up when there is room again. */
export const TOASTS_MAX = 3

/** Bottom right. A toast is never the only place of a fact, and the live region does the announcing. */
export function Toasts({ items, onDone }: { items: readonly ToastItem[]; onDone: (id: number) => void }) {
  return (
    <div className="toasts">
      {items.map((item) => (
        <Toast key={item.id} item={item} onDone={onDone} />
      ))}
    </div>
  )
}

function Toast({ item, onDone }: { item: ToastItem; onDone: (id: number) => void }) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => onDone(item.id), KEPT_MS)
    return () => clearTimeout(timer)
  }, [held, item.id, onDone])
  return (
    <div
      className={`toast ${item.tone ? `toast--${item.tone}` : ''}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      {item.content}
    </div>
  )
}
