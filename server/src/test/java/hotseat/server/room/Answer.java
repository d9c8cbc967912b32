package hotseat.server.room;

import java.util.function.Consumer;

/** A reply that somebody waits for; {@code busy} hears why there is none. */
record Answer<T>(Consumer<T> given, Consumer<Busy> busy) implements Reply<T> {
    Answer(Consumer<T> given) {
        this(given, why -> {
            throw why;
        });
    }

    @Override
    public Runnable whileAwaited(Runnable command) {
        return command;
    }

    @Override
    public void give(T answer) {
        given.accept(answer);
    }

    @Override
    public void fail(Busy why) {
        busy.accept(why);
    }
}
