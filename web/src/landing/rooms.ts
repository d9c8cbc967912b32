// How many rooms this browser has, told to the style sheet: their list stands where a newcomer sees the chairs, and takes its
// height from the headline. `app/boot.ts` tells it before the first paint, so that nothing moves when the list comes.

/** More would push the page down; they are still there when these are forgotten. */
export const SHOWN = 5

export function announceRooms(count: number): void {
  const { dataset, style } = document.documentElement
  if (count > 0) dataset.rooms = ''
  else delete dataset.rooms
  style.setProperty('--rooms', String(Math.min(count, SHOWN)))
}
