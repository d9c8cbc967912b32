package hotseat.server.room;

import java.util.concurrent.Executor;

/** The loop that a room lives on. {@code execute} runs a task at once when called on the loop itself with nothing waiting. */
public interface RoomLoop extends Executor {
    /** Runs a task behind everything that waits on the loop by now, I/O too. */
    void later(Runnable task);
}
