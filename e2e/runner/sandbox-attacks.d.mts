export type Attack = [name: string, code: string, navigates?: boolean]
export function attacks(at: { evil: string; app: string; stun: number }): Attack[]
