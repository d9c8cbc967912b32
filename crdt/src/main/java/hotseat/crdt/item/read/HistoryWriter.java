package hotseat.crdt.item.read;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.item.DeletedText;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.update.Content;

/**
 * Writes the state as an update (V1) in which deleted text is text: who takes it deletes it again, by the delete set behind it.
 *
 * <pre>
 * in the document     a b [7 deleted units] c        of which units 2 to 5 have a text that is known
 * written             "ab"  deleted 2  "text"  deleted 1  "c"      each a struct with the id of its units
 * </pre>
 *
 * <p>What one item of deleted units becomes has the origins that cuts of it would have, so any Yjs joins it to the same item again. Cost: that of
 * the state, and the text that was kept.
 */
public final class HistoryWriter {
    private final ItemStore store;
    private final ItemTable items;
    private final DeletedText kept;
    private final StateWriter writer;

    /** Structs of the client that is being written, whose number goes in front of them. */
    private final ByteWriter block = new ByteWriter(1 << 10);

    private int structs;
    /** Of the item that is being written: the units before this clock are. */
    private int written;

    public HistoryWriter(ItemStore store, DeletedText kept, StateWriter writer) {
        this.store = store;
        this.items = store.items;
        this.kept = kept;
        this.writer = writer;
    }

    /** All of the document, but for what waits. */
    public byte[] write() {
        var out = new ByteWriter(1 << 10);
        int[] clients = store.clients.descending();
        out.varUint(clients.length);
        for (int client : clients) {
            block.clear();
            structs = 0;
            var log = store.clients.log(client);
            for (int position = 0; position < log.size(); position++) write(log.item(position));
            out.varUint(structs).varUint(store.clients.id(client)).varUint(0).append(block);
        }
        writer.writeDeleteSet(out);
        return out.toByteArray();
    }

    private void write(int item) {
        if (items.kind(item) != Content.DELETED) {
            writer.write(block, item, 0);
            structs++;
            return;
        }
        written = items.clock[item];
        kept.read(items.client.get(item), items.clock[item], items.end(item), (from, to, text) -> {
            writeDeleted(item, from);
            writer.writeHead(block, item, Content.STRING, from - items.clock[item]);
            block.varString(text);
            structs++;
            written = to;
        });
        writeDeleted(item, items.end(item));
    }

    /** Units whose text is not known. */
    private void writeDeleted(int item, int until) {
        if (written == until) return;
        writer.writeHead(block, item, Content.DELETED, written - items.clock[item]);
        block.varUint(until - written);
        structs++;
    }
}
