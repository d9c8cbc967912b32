package hotseat.server.store;

/** An entry with its log number, which counts from 1 within a session. */
public record Numbered(long number, Entry entry) {}
