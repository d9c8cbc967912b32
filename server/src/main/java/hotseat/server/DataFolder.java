package hotseat.server;

import hotseat.server.Server.CannotStart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder everything is kept in, held for one server: two that write to the same file would each miss the other's rooms. */
final class DataFolder implements AutoCloseable {
    private static final String DATABASE = "hotseat.db";
    private static final String LOCK = "hotseat.lock";

    private final Path path;
    /** Closing it gives the lock back; so does the end of the process, however it ends. */
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Creates the folder where it is missing and takes hold of it. */
    static DataFolder open(Path path) {
        FileChannel lock;
        try {
            Files.createDirectories(path);
            lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
        } catch (IOException e) {
            throw new CannotStart(
                    "--data (HOTSEAT_DATA): the folder '" + path + "' cannot be locked; choose another", e);
        }
        return new DataFolder(path, lock);
    }

    Path database() {
        return path.resolve(DATABASE);
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
