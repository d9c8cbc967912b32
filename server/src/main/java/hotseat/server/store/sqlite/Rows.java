package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/** What the tables with content share: bytes stand beside their checksum, and are not believed without it. */
final class Rows {
    private Rows() {}

    static long crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    /** The columns {@code bytes} and {@code crc}. */
    static byte[] verified(ResultSet row) throws SQLException {
        var bytes = row.getBytes("bytes");
        if (crc(bytes) != row.getLong("crc")) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED, "a stored row is damaged (checksum); restore the latest backup");
        }
        return bytes;
    }
}
