package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Seen means saved. The test commits, and says how long a stretch is. */
class BatchTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final ParticipantId NOOR = new ParticipantId("noor");

    /** A stretch is spent after so many looks at the watch; the rest waits until the test lets the loop go on. */
    private static final class HandPace implements Pace {
        private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
        private int looksPerStretch = Integer.MAX_VALUE;
        private int looks;

        @Override
        public void begin() {
            looks = 0;
        }

        @Override
        public boolean isSpent() {
            return looks++ >= looksPerStretch;
        }

        @Override
        public void later(Runnable rest) {
            loop.add(rest);
        }

        @Override
        public void after(Duration wait, Runnable rest) {
            throw new AssertionError("a batch does not wait");
        }

        void goOn() {
            loop.remove().run();
        }

        void goOnToTheEnd() {
            while (!loop.isEmpty()) {
                goOn();
            }
        }
    }

    private final HeldLog log = new HeldLog(0);
    private final HandPace pace = new HandPace();
    private final List<String> events = new ArrayList<>();
    private final Batch batch = new Batch(log, pace, () -> NOON, 0, () -> events.add("settled"));

    /** A command that writes, and says so once it is on disk. */
    private Runnable write(String name) {
        return () -> {
            events.add("do " + name);
            batch.write(NOOR, "shared", Entry.Kind.UPDATE, name.getBytes(), List.of(new Author("shared", 7, NOOR)));
            batch.afterCommit(() -> events.add("say " + name));
        };
    }

    /** A command that only says something. */
    private Runnable say(String name) {
        return () -> {
            events.add("do " + name);
            batch.afterCommit(() -> events.add("say " + name));
        };
    }

    private List<String> take() {
        var taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    @Test
    void whatACommandSaysIsSaidOnceItIsOnDiskAndNotBefore() {
        batch.execute(write("a"));
        assertThat(take()).containsExactly("do a");
        assertThat(batch.isInFlight()).isTrue();
        log.commit();
        assertThat(take()).containsExactly("say a", "settled");
        assertThat(batch.isInFlight()).isFalse();
        assertThat(batch.isIdle()).isTrue();
    }

    @Test
    void aCommandThatWritesNothingIsAnsweredAtOnce() {
        batch.execute(say("a"));
        assertThat(take()).containsExactly("do a", "say a", "settled");
        assertThat(log.appends).isEmpty();
    }

    @Test
    void whatArrivesWhileABatchIsWrittenRunsBehindItInTheOrderInWhichItCame() {
        batch.execute(write("a"));
        batch.execute(say("b"));
        batch.execute(write("c"));
        batch.execute(say("d"));
        assertThat(take()).containsExactly("do a");
        log.commit();
        assertThat(take()).containsExactly("say a", "settled", "do b", "do c", "do d");
        log.commit();
        assertThat(take()).as("in the order of the commands").containsExactly("say b", "say c", "say d", "settled");
    }

    @Test
    void whatWasSaidInACommandOfItsOwnBatchIsSaidInIt() {
        batch.execute(() -> {
            batch.write(NOOR, "shared", Entry.Kind.UPDATE, new byte[1], List.of());
            batch.execute(say("nested"));
            batch.afterCommit(() -> batch.afterCommit(() -> events.add("said while saying")));
        });
        assertThat(take()).containsExactly("do nested");
        log.commit();
        assertThat(take()).containsExactly("say nested", "said while saying", "settled");
    }

    @Test
    void whatIsAskedWhileTheBatchSettlesIsTheNextBatch() {
        batch.execute(() -> {
            batch.write(NOOR, "shared", Entry.Kind.UPDATE, new byte[1], List.of());
            batch.afterCommit(() -> batch.execute(write("next")));
            batch.afterCommit(() -> events.add("say last"));
        });
        log.commit();
        assertThat(take()).containsExactly("say last", "settled", "do next");
        log.commit();
        assertThat(take()).containsExactly("say next", "settled");
    }

    @Test
    void entriesAreCountedAndWrittenTogetherWithTheirAuthors() {
        batch.execute(() -> {
            write("a").run();
            write("b").run();
        });
        assertThat(batch.lastNumber()).as("nothing is on disk").isZero();
        log.commit();
        assertThat(batch.lastNumber()).isEqualTo(2);
        batch.execute(write("c"));
        log.commit();
        assertThat(batch.lastNumber()).isEqualTo(3);
        assertThat(log.appends).extracting(append -> append.first()).containsExactly(1L, 3L);
        assertThat(log.appends).extracting(append -> append.authors().size()).containsExactly(2, 1);
        assertThat(log.written).extracting(Entry::at).containsOnly(NOON);
        assertThat(log.written).extracting(Entry::participant).containsOnly(NOOR);
    }

    @Test
    void theNumberOfTheLatestRunAndAChangedSessionGoWithTheirBatchAlone() {
        var id = SessionId.random();
        var session = Session.create(id, "t", Language.first(), Links.ofNew(id, Secret.randomLink()), NOON);
        batch.execute(write("before"));
        log.commit();
        batch.execute(() -> {
            batch.countRun(4);
            batch.change(session);
            write("with").run();
        });
        log.commit();
        batch.execute(write("behind"));
        log.commit();
        assertThat(log.appends)
                .extracting(append -> append.run())
                .containsExactly(OptionalInt.empty(), OptionalInt.of(4), OptionalInt.empty());
        assertThat(log.appends)
                .extracting(append -> append.changed())
                .containsExactly(Optional.empty(), Optional.of(session), Optional.empty());
    }

    @Test
    void longWorkIsDoneInStretchesAndNothingComesInBetween() {
        pace.looksPerStretch = 3;
        batch.execute(() -> {
            for (var name : List.of("a", "b", "c", "d")) {
                batch.execute(say(name));
            }
        });
        assertThat(take()).as("one stretch").containsExactly("do a", "do b");
        batch.execute(say("late"));
        assertThat(take()).isEmpty();
        assertThat(batch.isIdle()).isFalse();
        pace.goOnToTheEnd();
        assertThat(take())
                .containsSubsequence("say a", "say b", "do c", "do d", "do late")
                .containsSubsequence("say c", "say d", "say late")
                .endsWith("settled");
        assertThat(batch.isIdle()).isTrue();
    }

    @Test
    void whatIsToBeSaidInSeveralStretchesIsSaidBeforeTheNextBatchBegins() {
        batch.execute(() -> {
            for (int i = 0; i < 7; i++) {
                int number = i;
                batch.afterCommit(() -> events.add("say " + number));
            }
            batch.write(NOOR, "shared", Entry.Kind.UPDATE, new byte[1], List.of());
        });
        pace.looksPerStretch = 3;
        log.commit();
        assertThat(take()).containsExactly("say 0", "say 1", "say 2");
        batch.execute(write("next"));
        batch.execute(say("and more"));
        assertThat(batch.isInFlight()).as("no document is ahead of the log").isFalse();
        assertThat(take()).isEmpty();
        pace.goOn();
        assertThat(take()).containsExactly("say 3", "say 4", "say 5");
        pace.goOn();
        assertThat(take()).startsWith("say 6", "settled", "do next");
    }

    @Test
    void aStretchThatEndsWhileCommandsRunStillCommitsWhatTheyWrote() {
        pace.looksPerStretch = 1;
        batch.execute(() -> {
            write("a").run();
            batch.execute(write("b"));
        });
        assertThat(log.appends).hasSize(1);
        assertThat(take()).containsExactly("do a");
        log.commit();
        pace.goOnToTheEnd();
        log.commitAll();
        pace.goOnToTheEnd();
        assertThat(take()).containsSubsequence("say a", "settled", "do b", "say b", "settled");
    }

    @Test
    void everyBatchIsSettledOnce() {
        pace.looksPerStretch = 1;
        for (int i = 0; i < 20; i++) {
            batch.execute(i % 3 == 0 ? write("w" + i) : say("s" + i));
            pace.goOnToTheEnd();
        }
        while (!log.waiting.isEmpty()) {
            log.commit();
            pace.goOnToTheEnd();
        }
        assertThat(batch.isIdle()).isTrue();
        assertThat(events.stream().filter(event -> event.startsWith("say"))).hasSize(20);
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).equals("settled")) {
                assertThat(events.get(i - 1))
                        .as("something happened in a batch")
                        .startsWith("say");
            }
            if (events.get(i).startsWith("do")) {
                assertThat(events.get(i - 1)).as("said before the next is done").doesNotStartWith("say");
            }
        }
    }

    @Test
    void aCommandThatThrowsLeavesTheBatchWhereNothingIsEverSaidOfIt() {
        batch.execute(write("a"));
        batch.execute(write("b"));
        batch.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        assertThatThrownBy(log::commit).isInstanceOf(IllegalStateException.class);
        assertThat(take()).containsExactly("do a", "say a", "settled", "do b");
        batch.execute(write("c"));
        assertThat(take()).as("the room ends it; nothing goes on by itself").isEmpty();
        assertThat(batch.isIdle()).isFalse();
        assertThat(log.waiting).as("b was not written either").isEmpty();
    }

    @Test
    void somethingSaidThatThrowsDoesNotCountTheBatchAsLost() {
        batch.execute(() -> {
            write("a").run();
            batch.afterCommit(() -> {
                throw new IllegalStateException("a bug");
            });
        });
        assertThatThrownBy(log::commit).isInstanceOf(IllegalStateException.class);
        assertThat(batch.lastNumber()).isEqualTo(1);
        assertThat(batch.isIdle()).isFalse();
    }

    @Test
    void manyBatchesBehindEachOtherDoNotNestInTheStack() {
        for (int i = 0; i < 100_000; i++) {
            batch.execute(say("x"));
        }
        batch.execute(() -> {
            for (int i = 0; i < 100_000; i++) {
                batch.execute(() -> {});
            }
        });
        assertThat(batch.isIdle()).isTrue();
    }
}
