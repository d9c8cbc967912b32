package hotseat.server;

import hotseat.server.Server.CannotStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder everything is kept in, held for one server: two that write to the same file would each miss the other's rooms.
 *
 * <p>The lock file remembers how much was written when a server last used the folder, and whether it stopped in order. A database with
 * less in it than that is a restored backup, and so is one that is another file: then the whole folder was put back, with its lock. Who moves
 * a folder is taken for that, too, which harms nothing. A database that was not closed in order is read through for damage before it is used.
 *
 * <pre>
 * lock := "" (a server of version 0.1.0 has used the folder)
 *       | "entries " number " " ("open" | "closed") [" until " milliseconds] [" file " inode [" born " milliseconds]] padding
 * until := since 1970: until when browsers may bring what a restored backup lacks
 * file := the database, where the system names files by numbers
 * born := since 1970: when it was made, where the system remembers; a file that is made in place of one often gets its number
 * </pre>
 */
final class DataFolder implements AutoCloseable {
    private static final String DATABASE = "hotseat.db";
    private static final String LOCK = "hotseat.lock";
    private static final Pattern MARK = Pattern.compile(
            "entries ([0-9]{1,18}) (open|closed)(?: until ([0-9]{1,13}))?(?: file ([0-9]{1,20})(?: born ([0-9]{1,13}))?)?\\s*");
    /** The mark always has this length, so that a new one covers an old one. */
    private static final int MARK_BYTES = 112;

    private final Path path;
    /** Closing it gives the lock back; so does the end of the process, however it ends. */
    private final FileChannel lock;

    private final Past past;
    private long remembered = -1;
    private Instant recoversUntil;

    /**
     * What the last server that used the folder left behind.
     *
     * @param used whether there was one
     * @param entries how much it had written; empty where it did not say
     * @param closed whether it stopped in order
     * @param file the database's file, where it said
     * @param recoversUntil until when browsers may bring what a restored backup lacks; long ago where none was restored
     */
    private record Past(boolean used, Optional<Long> entries, boolean closed, FileId file, Instant recoversUntil) {}

    /** Which file the database is: its number, and when it was made; empty where the system does not say. */
    private record FileId(String number, String born) {
        private static final FileId NONE = new FileId("", "");

        private static FileId of(Path file) {
            String number;
            try {
                number = Files.getAttribute(file, "unix:ino").toString();
            } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
                return NONE; // Windows: there only a database with less in it is noticed
            }
            try {
                var times = Files.readAttributes(file, BasicFileAttributes.class);
                var born = times.creationTime();
                // Where the system does not know, the library says when it was written last.
                boolean isKnown = born.toMillis() > 0 && !born.equals(times.lastModifiedTime());
                return new FileId(number, isKnown ? Long.toString(born.toMillis()) : "");
            } catch (IOException e) {
                return new FileId(number, "");
            }
        }

        private boolean isOtherThan(FileId last) {
            return differ(number, last.number) || differ(born, last.born);
        }

        private static boolean differ(String one, String other) {
            return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
        }

        private String mark() {
            return (number.isEmpty() ? "" : " file " + number) + (born.isEmpty() ? "" : " born " + born);
        }
    }

    private DataFolder(Path path, FileChannel lock, Past past) {
        this.path = path;
        this.lock = lock;
        this.past = past;
        this.recoversUntil = past.recoversUntil;
    }

    /** Creates the folder where it is missing, for nobody else's eyes, and takes hold of it. */
    static DataFolder open(Path path) {
        boolean used = Files.exists(path.resolve(LOCK));
        FileChannel lock;
        try {
            Files.createDirectories(path, ownerOnly("rwx------"));
            createForOwner(path.resolve(DATABASE));
            lock = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CannotStart(
                    "--data (HOTSEAT_DATA): the folder '" + path
                            + "' cannot be written; choose another or change its permissions",
                    e);
        }
        try {
            if (lock.tryLock() == null) {
                lock.close();
                throw new CannotStart("--data (HOTSEAT_DATA): another Hotseat uses the folder '" + path
                        + "'; stop it, or choose another folder");
            }
            return new DataFolder(path, lock, read(lock, used));
        } catch (IOException e) {
            throw new CannotStart(
                    "--data (HOTSEAT_DATA): the folder '" + path + "' cannot be locked; choose another", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The library would make it readable for all; what lies beside it gets the same permissions. */
    private static void createForOwner(Path file) throws IOException {
        try {
            Files.createFile(file, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // The operator's permissions stand.
        }
    }

    private static Past read(FileChannel lock, boolean used) throws IOException {
        var bytes = ByteBuffer.allocate(MARK_BYTES);
        lock.read(bytes, 0);
        var mark = MARK.matcher(new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII));
        if (!mark.matches()) {
            return new Past(used, Optional.empty(), false, FileId.NONE, Instant.EPOCH);
        }
        long until = Long.parseLong(Objects.requireNonNullElse(mark.group(3), "0"));
        return new Past(
                used,
                Optional.of(Long.parseLong(mark.group(1))),
                mark.group(2).equals("closed"),
                new FileId(
                        Objects.requireNonNullElse(mark.group(4), ""), Objects.requireNonNullElse(mark.group(5), "")),
                Instant.ofEpochMilli(until));
    }

    Path database() {
        return path.resolve(DATABASE);
    }

    /** Whether the last server closed the database in order. */
    boolean wasClosed() {
        return past.closed;
    }

    /** Whether a database with so many entries is older than what was here last, or comes from elsewhere. */
    boolean isRestored(long entries) {
        if (!past.used) {
            return entries > 0;
        }
        return FileId.of(database()).isOtherThan(past.file)
                || past.entries.map(last -> entries < last).orElse(false);
    }

    /** Until when browsers may bring what a restored backup lacks, however often the server is started until then. */
    Instant recoversUntil() {
        return recoversUntil;
    }

    /** Notes, with what is remembered next, until when. */
    void recoverUntil(Instant until) {
        recoversUntil = until;
    }

    /** Notes how much has been written by now. Not forced to disk: a number that is too low notices less, and harms nothing. */
    synchronized void remember(long entries) {
        if (entries != remembered) {
            write(entries, "open");
            remembered = entries;
        }
    }

    private void write(long entries, String state) {
        long until = recoversUntil.toEpochMilli();
        var mark = ("entries " + entries + " " + state + (until > 0 ? " until " + until : "")
                        + FileId.of(database()).mark())
                .getBytes(StandardCharsets.US_ASCII);
        var bytes = ByteBuffer.allocate(MARK_BYTES);
        bytes.put(mark);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        try {
            lock.write(bytes.flip(), 0);
        } catch (IOException e) {
            throw new IllegalStateException("writing to the lock file of the data folder", e);
        }
    }

    /** Notes that everything was closed in order. */
    synchronized void rememberClosed(long entries) {
        write(entries, "closed");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("giving back the data folder", e);
        }
    }
}
