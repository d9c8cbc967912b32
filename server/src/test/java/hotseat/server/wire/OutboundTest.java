package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** To the letter: what pages were built to. */
class OutboundTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final SessionId ID = new SessionId("AAAAAAAAAAAAAA");
    private static final String RUN = "a".repeat(32);
    private static final Participant NOOR =
            new Participant(new ParticipantId("p1"), Role.CANDIDATE, "Noor", Optional.of(4), NOON);
    private static final Participant RUI =
            new Participant(new ParticipantId("p2"), Role.OBSERVER, "Rui", Optional.empty(), NOON);
    private static final Limits LIMITS = new Limits(1, 2, 3, 4, 5, 6, 7, 8, new Limits.Run(9, 10, 11, 12, 13, 14));

    private static Session session(int generation) {
        var links = Links.ofNew(ID, Secret.randomLink());
        var made = Session.create(ID, "Rota gaps", Language.parse("language", "python"), links, NOON);
        return new Session(
                made.id(), made.title(), made.language(), made.state(), made.links(), generation, made.createdAt());
    }

    private static void assertJson(Outbound message, String json) {
        assertThat(FrameReader.json(message.frame())).isEqualTo(json);
    }

    @Test
    void welcome() {
        var self = Outbound.Person.of(NOOR, true);
        var other = Outbound.Person.of(RUI, false);
        assertJson(
                new Outbound.Welcome("b1", self, new Membership(session(3), NOOR), LIMITS, List.of(self, other)),
                "{\"type\":\"WELCOME\",\"build\":\"b1\",\"generation\":3,"
                        + "\"participant\":{\"id\":\"p1\",\"name\":\"Noor\",\"role\":\"candidate\",\"colour\":4,\"online\":true},"
                        + "\"permissions\":[\"read\",\"edit\",\"run\"],"
                        + "\"session\":{\"id\":\"AAAAAAAAAAAAAA\",\"title\":\"Rota gaps\",\"language\":\"python\",\"state\":\"live\",\"createdAt\":\"2026-06-01T12:00:00Z\"},"
                        + "\"limits\":{\"messageBytes\":1,\"updateBytes\":2,\"structs\":3,\"deleteRanges\":4,\"textUnits\":5,\"documentBytes\":6,\"files\":7,\"awarenessBytes\":8,"
                        + "\"run\":{\"entryUnits\":9,\"chunks\":10,\"textUnits\":11,\"place\":12,\"entries\":13,\"bytes\":14}},"
                        + "\"participants\":[{\"id\":\"p1\",\"name\":\"Noor\",\"role\":\"candidate\",\"colour\":4,\"online\":true},"
                        + "{\"id\":\"p2\",\"name\":\"Rui\",\"role\":\"observer\",\"colour\":null,\"online\":false}]}");
    }

    @Test
    void permissionsComeInOneOrderForEachRole() {
        assertThat(welcomed(Role.HOST)).containsExactly("read", "edit", "run", "manage");
        assertThat(welcomed(Role.CANDIDATE)).containsExactly("read", "edit", "run");
        assertThat(welcomed(Role.OBSERVER)).containsExactly("read");
    }

    private static List<String> welcomed(Role role) {
        var who = new Participant(new ParticipantId("p"), role, "x", Optional.empty(), NOON);
        return new Outbound.Welcome(
                        "b", Outbound.Person.of(who, true), new Membership(session(1), who), LIMITS, List.of())
                .permissions();
    }

    @Test
    void acknowledgementsAndRefusals() {
        assertJson(new Outbound.Ack(3), "{\"type\":\"ACK\",\"n\":3}");
        assertJson(new Outbound.Ack(1L << 40), "{\"type\":\"ACK\",\"n\":1099511627776}");
        assertJson(
                new Outbound.Nack(2, "too-large", "less", 9L, 8L),
                "{\"type\":\"NACK\",\"n\":2,\"code\":\"too-large\",\"message\":\"less\",\"value\":9,\"limit\":8}");
        assertJson(
                new Outbound.Nack(2, "incomplete", "more", null, null),
                "{\"type\":\"NACK\",\"n\":2,\"code\":\"incomplete\",\"message\":\"more\"}");
    }

    @Test
    void peopleAndTheSession() {
        assertJson(
                new Outbound.Participants(List.of(Outbound.Person.of(RUI, true))),
                "{\"type\":\"PARTICIPANTS\",\"participants\":[{\"id\":\"p2\",\"name\":\"Rui\",\"role\":\"observer\",\"colour\":null,\"online\":true}]}");
        assertJson(
                new Outbound.SessionChanged(Outbound.SessionView.of(session(1).withTitle("\"<é>\""))),
                "{\"type\":\"SESSION\",\"session\":{\"id\":\"AAAAAAAAAAAAAA\",\"title\":\"\\\"<é>\\\"\",\"language\":\"python\",\"state\":\"live\",\"createdAt\":\"2026-06-01T12:00:00Z\"}}");
    }

    @Test
    void runs() {
        assertJson(
                new Outbound.RunAck(RUN, 3, Integer.valueOf(7)),
                "{\"type\":\"RUNACK\",\"run\":\"" + RUN + "\",\"i\":3,\"number\":7}");
        assertJson(
                new Outbound.RunAck(RUN, 3, (Integer) null), "{\"type\":\"RUNACK\",\"run\":\"" + RUN + "\",\"i\":3}");
        assertJson(
                new Outbound.RunAck(RUN, 3, "why"),
                "{\"type\":\"RUNACK\",\"run\":\"" + RUN + "\",\"i\":3,\"refused\":\"why\"}");
        assertJson(new Outbound.Stop(RUN, NOOR.id()), "{\"type\":\"STOP\",\"run\":\"" + RUN + "\",\"by\":\"p1\"}");
        var stored = "{\"type\":\"RUN\",\"anything\":[1,2]}";
        assertJson(new Outbound.RunEntry(stored.getBytes(StandardCharsets.UTF_8)), stored);
    }

    @Test
    void theEnd() {
        assertJson(new Outbound.GoAway(2_000), "{\"type\":\"GOAWAY\",\"afterMs\":2000}");
    }

    @Test
    void theYProtocolsAreSpokenAsTheyAre() {
        var known = new StateVector(Map.of(7L, 3));
        assertThat(sync(new Outbound.SyncStep1(known))).isEqualTo(new Sync.Step1(known));
        assertThat(sync(new Outbound.SyncStep2(new byte[] {1, 2})))
                .isInstanceOfSatisfying(
                        Sync.Step2.class, step -> assertThat(step.update()).containsExactly(1, 2));
        assertThat(sync(new Outbound.Update(new byte[] {1, 2})))
                .isInstanceOfSatisfying(
                        Sync.Update.class, step -> assertThat(step.update()).containsExactly(1, 2));
    }

    private static Sync.Message sync(Outbound message) {
        var in = new ByteReader(FrameReader.message(message.frame()));
        assertThat(in.varUint()).isEqualTo(Sync.CHANNEL);
        return Sync.read(in, Inbound.CLIENTS_MAX);
    }

    @Test
    void awarenessGoesOnItsChannelAndAKeepAliveIsOneWithoutNews() {
        var update = new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(5, 2, "{}")));
        var in = new ByteReader(FrameReader.message(new Outbound.Presence(update).frame()));
        assertThat(in.varUint()).isEqualTo(1);
        assertThat(AwarenessUpdate.decode(in.bytes(), 100, 1)).isEqualTo(update);
        in.expectEnd();
        assertThat(FrameReader.message(new Outbound.KeepAlive().frame())).containsExactly(1, 1, 0);
    }

    @Test
    void closeCodesAreThoseThatPagesKnow() {
        assertThat(List.of(CloseCode.values()))
                .extracting(CloseCode::code)
                .containsExactlyInAnyOrder(1012, 1013, 1003, 1002, 4401, 4413, 4422, 4508);
    }
}
