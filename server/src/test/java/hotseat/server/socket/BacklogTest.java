package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.StateVector;
import hotseat.server.wire.FrameReader;
import hotseat.server.wire.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A channel that is written to and never flushed stays full: a reader who does not read. */
class BacklogTest {
    private static final int FRAGMENT = 16 << 10;
    private static final Runnable NOTHING = () -> {};

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            backlog().write();
        }
    });
    private static final long MAX = 64 << 20;

    private final Account unsent = new Account(MAX, MAX);
    private long now;
    private final Backlog backlog = new Backlog(channel.pipeline().firstContext(), unsent, () -> now);

    private Backlog backlog() {
        return backlog;
    }

    /** As a connection does it. */
    private boolean add(byte[] frame, Runnable written) {
        unsent.add(Backlog.cost(frame));
        return backlog.add(frame, written);
    }

    private static byte[] frame(int bytes) {
        return new Outbound.SyncStep2(new byte[bytes]).frame();
    }

    private static byte[] small() {
        return new Outbound.SyncStep1(StateVector.EMPTY).frame();
    }

    /** The socket takes what the channel has; returns it as it went over the line. */
    private byte[] read() {
        var line = new ByteArrayOutputStream();
        backlog.write();
        channel.flush();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            var bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            line.writeBytes(bytes);
            buffer.release();
        }
        return line.toByteArray();
    }

    private byte[] readAll() {
        var line = new ByteArrayOutputStream();
        do {
            line.writeBytes(read());
        } while (!backlog.isEmpty());
        line.writeBytes(read());
        return line.toByteArray();
    }

    @Test
    void whatWaitsGoesOutInOrderAndUnchanged() {
        var frames = List.of(small(), frame(100), frame(3 * FRAGMENT), small());
        var expected = new ByteArrayOutputStream();
        frames.forEach(frame -> {
            expected.writeBytes(frame);
            assertThat(add(frame, NOTHING)).isTrue();
        });
        assertThat(readAll()).isEqualTo(expected.toByteArray());
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void aSlowReaderIsGivenAFewFragmentsOfALargeMessageAndNotAllOfIt() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(FRAGMENT, 2 * FRAGMENT));
        add(frame(40 * FRAGMENT), NOTHING);
        backlog.write();
        assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isLessThan(4L * FRAGMENT);
        assertThat(backlog.isEmpty()).isFalse();
        assertThat(FrameReader.message(readAll())).hasSizeGreaterThan(40 * FRAGMENT);
    }

    @Test
    void whoAskedIsToldWhenTheLastFragmentIsWithTheChannelAndOnce() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        var written = new ArrayList<String>();
        add(frame(2 * FRAGMENT), () -> written.add("large"));
        add(small(), () -> written.add("small"));
        backlog.write();
        assertThat(written).isEmpty();
        readAll();
        assertThat(written).containsExactly("large", "small");
    }

    @Test
    void whatWaitsIsBoundedButOneMessageAlwaysHasPlace() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        add(small(), NOTHING);
        backlog.write(); // the channel is full from here on
        var large = frame(Backlog.BYTES_MAX);
        assertThat(large.length).isGreaterThan(Backlog.BYTES_MAX);
        assertThat(add(large, NOTHING)).as("the first").isTrue();
        assertThat(add(small(), NOTHING)).isFalse();
        readAll();
        assertThat(add(small(), NOTHING)).as("when it has left").isTrue();
    }

    @Test
    void theBoundIsTheSumOfWhatWaits() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        add(small(), NOTHING);
        backlog.write();
        var megabyte = frame((1 << 20) - 1_000);
        for (int i = 0; i < 16; i++) {
            assertThat(add(megabyte, NOTHING)).as("megabyte " + i).isTrue();
        }
        assertThat(add(megabyte, NOTHING)).isFalse();
        assertThat(add(small(), NOTHING)).as("what is small still fits").isTrue();
    }

    @Test
    void ofManyPingsTheLastIsAnsweredAndBetweenTwoFragments() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        add(frame(3 * FRAGMENT), NOTHING);
        backlog.write();
        for (int i = 0; i < 1_000; i++) {
            backlog.pong(new byte[] {(byte) i});
        }
        var frames = FrameReader.frames(readAll());
        assertThat(frames).extracting(FrameReader.Frame::opcode).containsExactly(2, 10, 0, 0, 0);
        assertThat(frames.get(1).payload()).containsExactly((byte) 999);
    }

    @Test
    void aPongAloneIsWrittenToo() {
        backlog.pong(new byte[] {1, 2});
        assertThat(backlog.isEmpty()).isFalse();
        assertThat(FrameReader.frames(readAll()))
                .singleElement()
                .satisfies(frame -> assertThat(frame.opcode()).isEqualTo(10));
    }

    @Test
    void whoWritesMoreWhenToldThatSomethingLeftDisturbsNothing() {
        var again = small();
        add(small(), () -> {
            add(again, NOTHING);
            backlog.write();
        });
        assertThat(FrameReader.frames(readAll())).hasSize(2);
    }

    @Test
    void whatIsClearedIsNotSentAndWhatComesNextBeginsAnew() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        add(frame(3 * FRAGMENT), () -> {
            throw new AssertionError("it has not left");
        });
        backlog.write();
        backlog.pong(new byte[1]);
        backlog.clear();
        assertThat(backlog.isEmpty()).isTrue();
        read();
        add(small(), NOTHING);
        assertThat(readAll()).isEqualTo(small());
    }

    @Test
    void whatWaitsIsOnTheAccountOfTheServerUntilItHasLeftOrIsGivenUp() {
        unsent.add(MAX); // of others
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        add(frame(2 * FRAGMENT), NOTHING);
        assertThat(unsent.isFull()).isTrue();
        readAll();
        assertThat(unsent.isFull()).isFalse();
        add(small(), NOTHING);
        backlog.write();
        add(frame(Backlog.BYTES_MAX), NOTHING);
        assertThat(add(small(), NOTHING)).isFalse();
        assertThat(unsent.isFull()).isTrue();
        backlog.clear();
        assertThat(unsent.isFull()).isFalse();
    }

    @Test
    void whileTheServerHoldsTooMuchAReaderMayHaveAnEqualShareAndOneFrame() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        for (int i = 0; i < 64; i++) {
            unsent.enter();
        }
        unsent.add(MAX); // of others
        add(small(), NOTHING);
        backlog.write();
        assertThat(add(frame(2 << 20), NOTHING)).as("however large, the first").isTrue();
        assertThat(add(small(), NOTHING)).as("more than a share waits").isFalse();
        readAll();
        add(small(), NOTHING);
        backlog.write();
        assertThat(add(frame(900_000), NOTHING)).as("less than a megabyte").isTrue();
        assertThat(add(small(), NOTHING)).isTrue();
        unsent.add(-MAX);
        assertThat(add(frame(2 << 20), NOTHING)).as("there is room again").isTrue();
    }

    @Test
    void whoTakesLittleIsBehindAfterAWhileAndWhoTakesNothingSooner() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        now = 1_000;
        assertThat(backlog.isBehind(50, 10)).as("nothing waits").isFalse();
        add(frame(4 * FRAGMENT), NOTHING);
        backlog.write();
        now += 10;
        assertThat(backlog.isBehind(50, 10)).isFalse();
        now += 1;
        assertThat(backlog.isBehind(50, 10)).as("nothing has left for 11").isTrue();
        read();
        backlog.write();
        assertThat(backlog.isBehind(50, 10)).as("it reads").isFalse();
        now += 40;
        read();
        backlog.write();
        assertThat(backlog.isBehind(50, 10)).as("the frame has waited for 51").isTrue();
    }
}
