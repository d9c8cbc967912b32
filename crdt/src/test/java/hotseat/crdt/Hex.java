package hotseat.crdt;

import java.util.HexFormat;

/** Bytes as the tests write them: lower case, spaces do not count. */
final class Hex {
    private Hex() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] bytes(@org.jspecify.annotations.Nullable Object hex) {
        return HexFormat.of().parseHex(String.valueOf(hex).replace(" ", ""));
    }
}
