package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FramesTest {
    private final Frames frames = new Frames(10);

    private static ByteBuf content(String bytes) {
        return Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII);
    }

    private static WebSocketFrame first(String bytes) {
        return new BinaryWebSocketFrame(false, 0, content(bytes));
    }

    private static WebSocketFrame whole(String bytes) {
        return new BinaryWebSocketFrame(true, 0, content(bytes));
    }

    private static WebSocketFrame next(String bytes) {
        return new ContinuationWebSocketFrame(false, 0, content(bytes));
    }

    private static WebSocketFrame last(String bytes) {
        return new ContinuationWebSocketFrame(true, 0, content(bytes));
    }

    /** What some frames led to, in short. */
    private String take(WebSocketFrame... all) {
        var result = "";
        for (var frame : all) {
            result = switch (frames.take(frame)) {
                case Frames.Result.Message(var bytes) -> new String(bytes, StandardCharsets.US_ASCII);
                case Frames.Result.More ignored -> "more";
                case Frames.Result.TooBig ignored -> "too big";
                case Frames.Result.Broken ignored -> "broken";
                case Frames.Result.Text ignored -> "text";
            };
        }
        return result;
    }

    @Test
    void aHeadIsAsLongAsTheLengthInItNeeds() {
        assertThat(Frames.head(0)).isEqualTo(6);
        assertThat(Frames.head(125)).isEqualTo(6);
        assertThat(Frames.head(126)).isEqualTo(8);
        assertThat(Frames.head(65_535)).isEqualTo(8);
        assertThat(Frames.head(65_536)).isEqualTo(14);
    }

    @Test
    void aMessageInOneFrameIsAMessage() {
        assertThat(take(whole("abc"))).isEqualTo("abc");
        assertThat(take(whole(""))).isEmpty();
        assertThat(take(whole("0123456789"))).isEqualTo("0123456789");
    }

    @Test
    void fragmentsAreJoinedAndTheNextMessageBeginsAnew() {
        assertThat(take(first("ab"), next("cd"), last("ef"))).isEqualTo("abcdef");
        assertThat(take(first("x"), last("y"))).isEqualTo("xy");
        assertThat(take(whole("z"))).isEqualTo("z");
    }

    @Test
    void emptyFragmentsArePartsLikeOthers() {
        assertThat(take(first(""), next(""), last("abc"))).isEqualTo("abc");
        assertThat(take(first("abc"), last(""))).isEqualTo("abc");
        assertThat(take(first(""), last(""))).isEmpty();
    }

    @Test
    void aMessageIsAsLargeAsItMayBeAndNoLarger() {
        assertThat(take(whole("01234567890"))).isEqualTo("too big");
        assertThat(new FramesTest().take(first("01234"), last("56789"))).isEqualTo("0123456789");
        assertThat(new FramesTest().take(first("01234"), last("567890"))).isEqualTo("too big");
        assertThat(new FramesTest().take(first("01234567890"))).isEqualTo("too big");
        assertThat(new FramesTest().take(first("0123456789"), next("x"))).isEqualTo("too big");
    }

    @Test
    void whatIsHeldIsWhatCame() {
        assertThat(frames.held()).isZero();
        take(first("0123456"), next("7"));
        assertThat(frames.held()).isEqualTo(8);
        take(last("8"));
        assertThat(frames.held()).isZero();
        take(first("ab"));
        frames.clear();
        assertThat(frames.held()).isZero();
    }

    @Test
    void aMessageComesInSoManyFragmentsAndNoMore() {
        take(first(""));
        for (int i = 0; i < 63; i++) {
            assertThat(take(next(""))).isEqualTo("more");
        }
        assertThat(take(next(""))).isEqualTo("too big");
    }

    @Test
    void theFragmentsOfOneMessageDoNotCountForTheNext() {
        for (int message = 0; message < 5; message++) {
            take(first(""));
            for (int i = 0; i < 60; i++) {
                take(next(""));
            }
            assertThat(take(last("x"))).isEqualTo("x");
        }
    }

    @Test
    void fragmentsOutOfOrderBreakTheProtocol() {
        assertThat(take(next("x"))).isEqualTo("broken");
        assertThat(take(last("x"))).isEqualTo("broken");
        assertThat(take(first("a"), whole("b"))).isEqualTo("broken");
        assertThat(new FramesTest().take(first("a"), first("b"))).isEqualTo("broken");
    }

    @Test
    void textIsNotSpokenHere() {
        assertThat(take(new TextWebSocketFrame("x"))).isEqualTo("text");
        assertThat(take(first("a"), new TextWebSocketFrame("x"))).isEqualTo("text");
    }

    @Test
    void controlFramesMayComeInBetween() {
        assertThat(take(first("a"), new PingWebSocketFrame(content("p")), new PongWebSocketFrame(), last("b")))
                .isEqualTo("ab");
    }

    @Test
    void itTellsWhatItHoldsOfAMessageThatIsNotWhole() {
        assertThat(frames.held()).isZero();
        take(first("abc"), next("de"));
        assertThat(frames.held()).isEqualTo(5);
        take(last("f"));
        assertThat(frames.held()).isZero();
    }
}
