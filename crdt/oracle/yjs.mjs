// The pinned yjs, for the benchmarks, which have no packages of their own.
export * from 'yjs'
