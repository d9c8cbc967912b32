package hotseat.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Newcomer;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What every implementation of the store promises. A test class for each gives it one. */
public abstract class StoreContract {
    protected static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    protected static final ParticipantId NOOR = new ParticipantId("noor");

    /** Opens the store, the same one each time within a test. */
    protected abstract Store open();

    protected static Session session() {
        return session(Secret.randomLink());
    }

    protected static Session session(Secret host) {
        var id = SessionId.random();
        return Session.create(id, "Rota gaps", Language.parse("language", "python"), Links.ofNew(id, host), NOON);
    }

    protected static Entry update(String bytes) {
        return entry(Entry.Kind.UPDATE, bytes);
    }

    private static Entry entry(Entry.Kind kind, String bytes) {
        return new Entry(NOON, NOOR, "shared", kind, bytes.getBytes(StandardCharsets.UTF_8));
    }

    protected static Append append(long first, Entry... entries) {
        return new Append(first, List.of(entries), List.of(), OptionalInt.empty(), Optional.empty());
    }

    protected static List<String> updates(Store store, Session session) {
        var texts = new ArrayList<String>();
        store.load(session.id(), "shared", bytes -> texts.add(new String(bytes, StandardCharsets.UTF_8)));
        return texts;
    }

    private static Session created(Store store, Entry... entries) {
        var session = session();
        store.create(session, List.of(entries), List.of()).join();
        return session;
    }

    private static void assertFails(CompletableFuture<?> write, StoreException.Kind kind) {
        assertThatThrownBy(write::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        var session = session();
        var claims = List.of(new Author("shared", 1L << 52, NOOR));
        try (var store = open()) {
            store.create(session, List.of(update("a")), List.of(new Author("shared", 7, ParticipantId.SERVER)))
                    .join();
            store.append(
                            session.id(),
                            new Append(
                                    2, List.of(update("b"), update("c")), claims, OptionalInt.of(4), Optional.empty()))
                    .join();
        }
        try (var store = open()) {
            var found = store.session(session.id()).orElseThrow();
            assertThat(found.title()).isEqualTo("Rota gaps");
            assertThat(found.language().id()).isEqualTo("python");
            assertThat(found.state()).isEqualTo(session.state());
            assertThat(found.createdAt()).isEqualTo(NOON);
            assertThat(found.links().keySet()).containsExactlyInAnyOrder(Role.values());
            assertThat(updates(store, session)).containsExactly("a", "b", "c");
            var stored = store.load(session.id(), "shared", bytes -> {});
            assertThat(stored.authors()).containsEntry(7L, ParticipantId.SERVER).containsEntry(1L << 52, NOOR);
            assertThat(stored.updates()).isEqualTo(3);
            assertThat(stored.bytes()).isEqualTo(3);
            assertThat(store.counters(session.id())).isEqualTo(new Counters(3, 4));
            assertThat(store.written()).isEqualTo(3);
        }
    }

    @Test
    void aLinkOpensItsRoleAfterReopening() {
        var host = Secret.randomLink();
        var session = session(host);
        try (var store = open()) {
            store.create(session, List.of(), List.of()).join();
        }
        try (var store = open()) {
            var found = store.session(session.id()).orElseThrow();
            assertThat(found.roleOf(host)).contains(Role.HOST);
            var links = Links.known(found, Role.HOST, host).secrets();
            assertThat(found.roleOf(links.get(Role.CANDIDATE))).contains(Role.CANDIDATE);
            assertThat(found.roleOf(links.get(Role.OBSERVER))).contains(Role.OBSERVER);
            assertThat(found.roleOf(Secret.randomLink())).isEmpty();
        }
    }

    @Test
    void aCheckpointComesFirstAndReplacesWhatIsBeforeIt() {
        try (var store = open()) {
            var session = created(store, update("a"), update("b"));
            store.append(session.id(), append(3, update("c"))).join();
            store.checkpoint(session.id(), "shared", 2, "ab".getBytes(StandardCharsets.UTF_8))
                    .join();
            store.checkpoint(session.id(), "shared", 1, "a".getBytes(StandardCharsets.UTF_8))
                    .join();
            assertThat(updates(store, session))
                    .as("the older one changed nothing")
                    .containsExactly("ab", "c");
            assertThat(store.load(session.id(), "shared", bytes -> {}).updates())
                    .isEqualTo(1);
        }
    }

    @Test
    void theLogGoesOnWhereItEndsOrNotAtAll() {
        try (var store = open()) {
            var session = created(store, update("a"));
            assertFails(store.append(session.id(), append(3, update("c"))), StoreException.Kind.FENCED);
            assertFails(store.append(session.id(), append(1, update("x"))), StoreException.Kind.FENCED);
            store.append(session.id(), append(2, update("b"))).join();
            assertFails(store.append(session.id(), append(2, update("y"))), StoreException.Kind.FENCED);
            assertThat(updates(store, session)).containsExactly("a", "b");
        }
    }

    @Test
    void theSameWriteTriedAgainIsThereOnce() {
        try (var store = open()) {
            var session = session();
            var entries = List.of(update("a"));
            store.create(session, entries, List.of()).join();
            store.create(session, entries, List.of()).join();
            store.append(session.id(), append(2, update("b"), update("c"))).join();
            store.append(session.id(), append(2, update("b"), update("c"))).join();
            assertThat(updates(store, session)).containsExactly("a", "b", "c");

            var token = Secret.randomToken().hash();
            var noor = new Newcomer(NOOR, Role.CANDIDATE, "Noor", NOON);
            var first = store.join(session.id(), noor::beside, token, 1).join();
            var again = store.join(session.id(), noor::beside, token, 1).join();
            assertThat(again).isEqualTo(first);
            assertThat(store.participants(session.id())).hasSize(1);
        }
    }

    @Test
    void aSessionThatIsNotThereIsGone() {
        try (var store = open()) {
            assertFails(store.append(SessionId.random(), append(1, update("x"))), StoreException.Kind.GONE);
            assertThatThrownBy(() -> store.counters(SessionId.random()))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(StoreException.Kind.GONE));
        }
    }

    @Test
    void logNumbersCountPerSessionWhateverIsCommittedTogether() {
        try (var store = open()) {
            var first = created(store);
            var second = created(store);
            var writes = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 500; i++) {
                var session = i % 2 == 0 ? first : second;
                writes.add(store.append(session.id(), append(i / 2 + 1, update("x" + i))));
            }
            writes.forEach(CompletableFuture::join);
            assertThat(store.counters(first.id()).entries()).isEqualTo(250);
            assertThat(updates(store, second))
                    .hasSize(250)
                    .startsWith("x1", "x3")
                    .endsWith("x499");
        }
    }

    @Test
    void aWriteThatFailsLeavesItsNeighboursInTheGroupAlone() {
        try (var store = open()) {
            var session = created(store);
            var writes = new ArrayList<CompletableFuture<?>>();
            var wrong = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 200; i++) {
                writes.add(store.append(session.id(), append(i + 1, update("good"))));
                wrong.add(store.append(SessionId.random(), append(1, update("of no session"))));
            }
            writes.forEach(CompletableFuture::join);
            wrong.forEach(write -> assertFails(write, StoreException.Kind.GONE));
            assertThat(updates(store, session)).hasSize(200);
        }
    }

    @Test
    void whatIsNoUpdateIsReadByItsKindLatestLast() {
        try (var store = open()) {
            var session = created(store, update("a"));
            for (int i = 0; i < 20; i++) {
                store.append(session.id(), append(2 + 2 * i, entry(Entry.Kind.RUN, "run" + i), update("u" + i)))
                        .join();
            }
            assertThat(store.latest(session.id(), Entry.Kind.RUN, 3, 1_000))
                    .extracting(numbered -> new String(numbered.entry().bytes(), StandardCharsets.UTF_8))
                    .containsExactly("run17", "run18", "run19");
            assertThat(store.latest(session.id(), Entry.Kind.RUN, 20, 8))
                    .as("bounded by bytes")
                    .hasSize(2);
            assertThat(store.latest(session.id(), Entry.Kind.SESSION, 20, 1_000))
                    .isEmpty();
            assertThat(updates(store, session)).hasSize(21);
        }
    }

    @Test
    void whatAHostChangesIsWrittenWithTheEntryThatSaysSo() {
        try (var store = open()) {
            var session = created(store);
            var changed = session.withTitle("Part 2");
            var entry = entry(Entry.Kind.SESSION, "{}");
            store.append(
                            session.id(),
                            new Append(1, List.of(entry), List.of(), OptionalInt.empty(), Optional.of(changed)))
                    .join();
            assertThat(store.session(session.id()).orElseThrow().title()).isEqualTo("Part 2");
        }
    }

    @Test
    void peopleWhoJoinAtOnceStillDifferInNameSeatAndToken() {
        try (var store = open()) {
            var session = created(store);
            var tokens = new ArrayList<Secret>();
            var joining = new ArrayList<CompletableFuture<Optional<Participant>>>();
            for (int i = 0; i < 9; i++) {
                var token = Secret.randomToken();
                var newcomer = new Newcomer(ParticipantId.random(), Role.CANDIDATE, "Noor", NOON);
                tokens.add(token);
                joining.add(store.join(session.id(), newcomer::beside, token.hash(), 1));
            }
            var people = joining.stream().map(done -> done.join().orElseThrow()).toList();
            assertThat(people)
                    .extracting(Participant::name)
                    .doesNotHaveDuplicates()
                    .contains("Noor", "Noor (2)");
            assertThat(people.subList(0, 8))
                    .extracting(who -> who.seat().orElseThrow())
                    .doesNotHaveDuplicates();
            assertThat(store.participant(session, tokens.get(3).hash())).contains(people.get(3));
            assertThat(store.participant(session, Secret.randomToken().hash())).isEmpty();
            assertThat(store.participant(session(), tokens.get(3).hash())).isEmpty();
            assertThat(store.participants(session.id())).hasSize(9);
            assertThat(store.join(
                                    session.id(),
                                    others -> Optional.empty(),
                                    Secret.randomToken().hash(),
                                    1)
                            .join())
                    .as("whom the rule does not admit")
                    .isEmpty();
        }
    }

    @Test
    void whoJoinedByALinkThatWasRotatedIsNobody() {
        try (var store = open()) {
            var session = created(store);
            var token = Secret.randomToken();
            var newcomer = new Newcomer(NOOR, Role.CANDIDATE, "Noor", NOON);
            store.join(session.id(), newcomer::beside, token.hash(), 2).join();
            assertThat(store.participant(session, token.hash())).isEmpty();
        }
    }

    @Test
    void aRestoredStoreIsOfTheNextGeneration() {
        try (var store = open()) {
            var session = created(store);
            assertThat(session.isRestored()).isFalse();
            store.declareRestored();
            assertThat(store.session(session.id()).orElseThrow().isRestored()).isTrue();
        }
    }

    @Test
    void aStoreThatWritesPassesItsCheck() {
        try (var store = open()) {
            store.check();
            created(store, update("a"));
            store.check();
        }
    }

    @Test
    void whatTheReaderThrowsEndsTheReadingAndTheNextOneIsSound() {
        try (var store = open()) {
            var session = created(store, update("a"), update("b"));
            assertThatThrownBy(() -> store.load(session.id(), "shared", bytes -> {
                        throw new IllegalStateException("enough");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(updates(store, session)).containsExactly("a", "b");
        }
    }
}
