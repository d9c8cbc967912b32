export function checkBudget(dist: string, files: readonly string[]): Promise<void>
