package hotseat.crdt.item;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.update.IdSet;
import java.util.Arrays;

/**
 * What one transaction did: enough to write it as an update, to bring the document to normal form, and to take it back. Until it is
 * finished no item is collected, merged or freed, so taking back means unlinking what is new and reviving what was deleted.
 *
 * <p>New units of a client are those from a clock on, since logs have no holes: one number says which. What was deleted is recorded as it
 * happens, and a unit once at most, for nothing is deleted twice. Numbers are recorded, not rows: within a transaction items are still cut.
 *
 * <p>Who reads what:
 * <pre>
 *               written as an update   normal form             taken back               deltas
 * new units     as structs             merged among themselves  unlinked                 inserted
 * deleted       as a delete set        collected, merged        revived                  deleted
 * seams         –                      merged, if they can be   merged                   –
 * repairs       –                      –                        the unit before is put back   –
 * </pre>
 *
 * <p>Recording costs some writes and no object. Nothing is cleared by client: a stamp says whether a column is of this transaction.
 */
public final class Change {
    /** Clients with new units, in the order in which they got the first of them. */
    private int[] touched = new int[4];

    private int touchedCount;
    /** By client: the transaction that touched it last, and its next clock before. */
    private int[] stamp = new int[4];

    private int[] before = new int[4];
    private int transaction;

    /** Deleted ranges: client, start, end. Joined where one follows the other. */
    public final IntList deleted = new IntList();
    /** Where items were cut, or may merge for another reason: client, clock. */
    public final IntList seams = new IntList();
    /** Surrogate halves that became U+FFFD: client, clock, the unit before. */
    public final IntList repairs = new IntList();

    /** Whether something is in the document otherwise than its writer said. */
    private boolean reworded;

    /** How many there were at the start; what is beyond came in this transaction, and goes if it is taken back. */
    public int clientsBefore;

    public int typesBefore;
    public int chainsBefore;

    void begin(int clients, int types, int chains) {
        transaction++;
        touchedCount = 0;
        clear();
        reworded = false;
        clientsBefore = clients;
        typesBefore = types;
        chainsBefore = chains;
    }

    /** Forgets what a finished transaction did, and the memory if it was much. */
    public void clear() {
        deleted.clear();
        seams.clear();
        repairs.clear();
    }

    /** The client is about to get new units from this clock on. */
    public void touch(int client, int next) {
        if (client >= stamp.length) {
            stamp = Arrays.copyOf(stamp, client * 2 + 1);
            before = Arrays.copyOf(before, client * 2 + 1);
        }
        if (stamp[client] == transaction) return;
        stamp[client] = transaction;
        before[client] = next;
        if (touchedCount == touched.length) touched = Arrays.copyOf(touched, touchedCount * 2);
        touched[touchedCount++] = client;
    }

    /** Whether the unit came in this transaction. */
    public boolean isNew(int client, int clock) {
        return client < stamp.length && stamp[client] == transaction && clock >= before[client];
    }

    /** First new clock of the client; beyond all clocks where it has no new units. */
    public int firstNew(int client) {
        return client < stamp.length && stamp[client] == transaction ? before[client] : Integer.MAX_VALUE;
    }

    public int touchedCount() {
        return touchedCount;
    }

    public int touched(int i) {
        return touched[i];
    }

    /** Next clock of a touched client before the transaction, which is that of his first new unit. */
    public int before(int client) {
        return before[client];
    }

    /** Something was taken in as deleted or collected: what was received does not say what is here, so it is not passed on as it came. */
    public void reword() {
        reworded = true;
    }

    public boolean reworded() {
        return reworded;
    }

    /** The units were alive or come deleted. Joined to the range before where they follow it, as what is erased forwards does. */
    public void addDeleted(int client, int start, int end) {
        int last = deleted.size() - 3;
        if (last >= 0 && deleted.get(last) == client && deleted.get(last + 2) == start) deleted.set(last + 2, end);
        else deleted.add(client, start, end);
    }

    /** Whether nothing became other than it was. Cuts alone are no change: they are joined again. */
    public boolean isEmpty() {
        return touchedCount == 0 && deleted.size() == 0;
    }

    public IdSet deletedSet(Clients clients) {
        if (deleted.size() == 0) return IdSet.EMPTY;
        var set = new IdSet.Builder();
        for (int i = 0; i < deleted.size(); i += 3) {
            set.add(clients.id(deleted.get(i)), deleted.get(i + 1), deleted.get(i + 2));
        }
        return set.build();
    }

    /** Writes the delete set of the transaction, in the order of the wire. */
    public void writeDeleted(ByteWriter out, Clients clients) {
        if (deleted.size() == 3) {
            // Who erases something erases one range.
            out.varUint(1).varUint(clients.id(deleted.get(0))).varUint(1);
            out.varUint(deleted.get(1)).varUint(deleted.get(2) - deleted.get(1));
        } else {
            deletedSet(clients).encode(out);
        }
    }

    /** To be compared with what an update said: where it is less, some of them were deleted before. */
    public long deletedUnits() {
        long units = 0;
        for (int i = 0; i < deleted.size(); i += 3) units += deleted.get(i + 2) - deleted.get(i + 1);
        return units;
    }
}
