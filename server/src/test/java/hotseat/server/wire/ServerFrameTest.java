package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFrameTest {
    private static final int FRAGMENT = ServerFrame.FRAGMENT_BYTES;

    private static byte[] message(int length) {
        var message = new byte[length];
        new Random(length).nextBytes(message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                124,
                125,
                126,
                127,
                128,
                255,
                256,
                32_767,
                32_768,
                32_769,
                32_892,
                32_893,
                32_894,
                32_895,
                65_535,
                65_536,
                65_537,
                98_304,
                1 << 20,
                (1 << 20) + 1
            })
    void aReaderOfTheStandardGetsTheMessageBack(int length) {
        var message = message(length);
        assertThat(FrameReader.message(ServerFrame.of(message))).isEqualTo(message);
    }

    @Test
    void everyLengthAroundEveryBorderIsReadBackAndWalked() {
        for (int border :
                new int[] {0, 126, FRAGMENT, FRAGMENT + 126, 2 * FRAGMENT, 2 * FRAGMENT + 126, 5 * FRAGMENT}) {
            for (int length = Math.max(0, border - 3); length <= border + 3; length++) {
                var frames = ServerFrame.of(message(length));
                assertThat(FrameReader.message(frames)).hasSize(length);
                var ends = new ArrayList<Integer>();
                for (int at = 0; at < frames.length; at = ServerFrame.end(frames, at)) {
                    ends.add(ServerFrame.end(frames, at));
                }
                assertThat(ends)
                        .as("length " + length)
                        .isEqualTo(FrameReader.frames(frames).stream()
                                .map(FrameReader.Frame::end)
                                .toList());
            }
        }
    }

    @Test
    void aSmallMessageIsOneFrameAndALargeOneManyOfThirtyTwoKibibytes() {
        assertThat(ServerFrame.of(message(FRAGMENT))).hasSize(FRAGMENT + 4);
        assertThat(FrameReader.frames(ServerFrame.of(message(FRAGMENT)))).hasSize(1);
        assertThat(FrameReader.frames(ServerFrame.of(message(FRAGMENT + 1)))).hasSize(2);
        assertThat(FrameReader.frames(ServerFrame.of(message(10 * FRAGMENT))))
                .hasSize(10)
                .allSatisfy(frame -> assertThat(frame.payload()).hasSize(FRAGMENT));
    }

    @Test
    void theMessageIsNotHeldOnTo() {
        var message = new byte[] {1, 2, 3};
        var frame = ServerFrame.of(message);
        message[0] = 9;
        assertThat(FrameReader.message(frame)).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125})
    void aPongCarriesWhatThePingSaid(int length) {
        var frames = FrameReader.frames(ServerFrame.pong(message(length)));
        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.fin()).isTrue();
            assertThat(frame.opcode()).isEqualTo(10);
            assertThat(frame.payload()).isEqualTo(message(length));
        });
    }
}
