package hotseat.crdt;

/** What became of an update: it is in the document, or the document is as it was. */
public sealed interface ApplyResult permits Applied, Refused {}
