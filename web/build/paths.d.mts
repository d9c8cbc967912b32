export function slashed(path: string): string
