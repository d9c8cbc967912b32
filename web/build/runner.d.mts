export function buildRunner(outDir: string): Promise<void>
