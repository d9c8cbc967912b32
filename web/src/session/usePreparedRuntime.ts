import { useEffect } from 'react'
import { useStore } from '../ui/useStore'
import type { Room } from './room'
import { useMay } from './useMay'
import { whenIdle } from './whenIdle'

/** The runtime is asked for that long after the text at the latest, however busy the page is. */
const PREPARE_MS = 600

/** The runtime of the open language comes while people read, not at the first Run; but the text goes before. */
export function usePreparedRuntime(room: Room, language: string | undefined): void {
  const { runs } = room
  const synced = useStore(room.connection.synced)
  const mayRun = useMay(room, 'run')
  useEffect(() => {
    if (!language || !synced || !mayRun) return
    return whenIdle(() => runs.prepare(language), PREPARE_MS)
  }, [language, synced, runs, mayRun])
}
