import { useEffect } from 'react'
import { useStore } from '../ui/useStore'
import type { RoomView } from './roomView'
import { useMay } from './useMay'
import { whenIdle } from './whenIdle'

/** The runtime is asked for that long after the text at the latest, however busy the page is. */
const PREPARE_MS = 600

/** The runtime of the open language comes while people read, not at the first Run; but the text goes before. */
export function usePreparedRuntime({ runs, text, permissions }: RoomView, language: string | undefined): void {
  const synced = useStore(text.synced)
  const mayRun = useMay(permissions, 'run')
  useEffect(() => {
    if (!language || !synced || !mayRun) return
    return whenIdle(() => runs.prepare(language), PREPARE_MS)
  }, [language, synced, runs, mayRun])
}
