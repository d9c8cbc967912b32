package hotseat.crdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bytes with some changed, cut, inserted, or copied from others. */
final class Damage {
    private Damage() {}

    static byte[] to(byte[] update, List<byte[]> others, Random random) {
        var bytes = new ArrayList<Byte>();
        for (byte b : update) bytes.add(b);
        for (int n = 1 + random.nextInt(2); n > 0 && !bytes.isEmpty(); n--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(6)) {
                case 0 -> bytes.set(at, (byte) random.nextInt(256));
                case 1 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
                case 2 -> bytes.set(at, (byte) (bytes.get(at) + (random.nextBoolean() ? 1 : -1)));
                case 3 -> bytes.add(at, (byte) random.nextInt(12));
                case 4 -> bytes.remove(at);
                default -> {
                    byte[] other = others.get(random.nextInt(others.size()));
                    int from = random.nextInt(other.length);
                    int length = Math.min(other.length - from, 1 + random.nextInt(8));
                    for (int i = 0; i < length; i++) {
                        if (at + i < bytes.size()) bytes.set(at + i, other[from + i]);
                    }
                }
            }
        }
        byte[] damaged = new byte[bytes.size()];
        for (int i = 0; i < damaged.length; i++) damaged[i] = bytes.get(i);
        return damaged;
    }
}
