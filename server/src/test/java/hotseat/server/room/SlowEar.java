package hotseat.server.room;

import hotseat.server.wire.CloseCode;
import java.util.ArrayDeque;

/** A connection that takes what it is sent when the test lets it. */
final class SlowEar implements Outbox {
    final Ear ear = new Ear(true);
    final ArrayDeque<Runnable> writing = new ArrayDeque<>();

    @Override
    public void send(byte[] frame) {
        ear.send(frame);
    }

    @Override
    public void send(byte[] frame, Runnable written) {
        ear.send(frame);
        writing.add(written);
    }

    @Override
    public void handled(int bytes) {
        ear.handled(bytes);
    }

    @Override
    public void close(CloseCode code, String reason) {
        ear.close(code, reason);
    }

    @Override
    public void released() {
        ear.released();
    }

    @Override
    public boolean isCongested() {
        return ear.isCongested();
    }

    @Override
    public boolean speaksHotseat() {
        return true;
    }
}
