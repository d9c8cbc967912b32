package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PresenceStateTest {
    private static final String PLACE =
            "{\"type\":null,\"tname\":\"file:main\",\"item\":{\"client\":7,\"clock\":3},\"assoc\":-1}";

    private static Participant person(Role role, Optional<Integer> seat) {
        return new Participant(new ParticipantId("p1"), role, "Noor", seat, Instant.EPOCH);
    }

    private static Optional<String> said(String json, Participant participant) {
        return PresenceState.checked(json, participant, PresenceState.user(participant));
    }

    private static JsonNode checked(String json) {
        return Json.MAPPER.readTree(
                said(json, person(Role.CANDIDATE, Optional.of(4))).orElseThrow());
    }

    private static String cursor(String anchor, String head) {
        return "{\"cursor\":{\"anchor\":" + anchor + ",\"head\":" + head + "}}";
    }

    @Test
    void aCursorPassesAsItIs() {
        var state = checked(cursor(PLACE, PLACE));
        assertThat(state.at("/cursor/anchor")).isEqualTo(Json.MAPPER.readTree(PLACE));
        assertThat(state.at("/cursor/head")).isEqualTo(Json.MAPPER.readTree(PLACE));
    }

    @Test
    void theUserIsTheServersOwn() {
        var state = checked("{\"user\":{\"name\":\"Boss\",\"color\":\"url(evil)\",\"id\":\"p2\"},\"cursor\":null}");
        assertThat(state.path("user").toString())
                .isEqualTo("{\"id\":\"p1\",\"name\":\"Noor\",\"role\":\"candidate\",\"colour\":4,"
                        + "\"color\":\"#19d8ae\",\"colorLight\":\"#19d8ae33\"}");
    }

    @Test
    void everySeatHasItsColourAndWhoHasNoneIsGrey() {
        for (int seat = 1; seat <= 8; seat++) {
            var state = said("{}", person(Role.CANDIDATE, Optional.of(seat))).orElseThrow();
            assertThat(Json.MAPPER.readTree(state).at("/user/color").asString()).matches("#[0-9a-f]{6}");
            assertThat(Json.MAPPER.readTree(state).at("/user/colour").asInt()).isEqualTo(seat);
        }
        var grey = said("{}", person(Role.HOST, Optional.empty())).orElseThrow();
        assertThat(Json.MAPPER.readTree(grey).at("/user/color").asString()).isEqualTo("#949080");
        assertThat(Json.MAPPER.readTree(grey).path("user").has("colour")).isFalse();
    }

    @Test
    void whoOnlyWatchesIsNotSeenInTheText() {
        var state = said(cursor(PLACE, PLACE), person(Role.OBSERVER, Optional.empty()))
                .orElseThrow();
        assertThat(Json.MAPPER.readTree(state).path("cursor").isNull()).isTrue();
    }

    @Test
    void onlyTheDeclaredFieldsPass() {
        var state = checked("{\"cursor\":null,\"file\":\"main\",\"top\":" + PLACE
                + ",\"away\":true,\"html\":\"<b>\",\"__proto__\":{}}");
        assertThat(state.propertyNames()).containsExactlyInAnyOrder("cursor", "file", "top", "away", "user");
        assertThat(state.path("file").asString()).isEqualTo("main");
        assertThat(checked("{}").propertyNames()).containsExactlyInAnyOrder("cursor", "user");
        assertThat(checked("{\"away\":false}").has("away")).isFalse();
        assertThat(checked("{\"away\":\"true\"}").has("away")).isFalse();
        assertThat(checked("{\"file\":\"../etc\"}").has("file")).isFalse();
        assertThat(checked("{\"file\":5}").has("file")).isFalse();
        assertThat(checked("{\"top\":\"x\"}").has("top")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "5",
                "\"x\"",
                "[]",
                "{\"type\":5,\"tname\":\"file:main\",\"item\":null}",
                "{\"tname\":\"file:main\",\"item\":{\"client\":-1,\"clock\":0}}",
                "{\"tname\":\"file:main\",\"item\":{\"client\":1.5,\"clock\":0}}",
                "{\"tname\":\"file:main\",\"item\":{\"client\":\"1\",\"clock\":0}}",
                "{\"tname\":\"file:main\",\"item\":{\"client\":9007199254740992,\"clock\":0}}",
                "{\"tname\":\"file:main\",\"item\":{\"client\":1}}",
                "{\"tname\":\"files\",\"item\":null}",
                "{\"tname\":\"file:../x\",\"item\":null}",
                "{\"tname\":7,\"item\":null}",
                "{\"tname\":{\"x\":1},\"item\":null}"
            })
    void aPlaceThatCannotBeIsNoCursor(String place) {
        assertThat(checked(cursor(place, PLACE)).path("cursor").isNull()).isTrue();
        assertThat(checked(cursor(PLACE, place)).path("cursor").isNull()).isTrue();
        assertThat(checked("{\"top\":" + place + "}").has("top")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "{\"x\":{\"anchor\":[1,{\"head\":2}]}}",
                "[[{}],[]]",
                "\"x\"",
                "null",
                "{\"item\":[{\"client\":1}]}"
            })
    void whatIsNotLookedAtIsLeftOutWithAllThatIsInIt(String value) {
        for (var field : List.of("other", "cursor", "away")) {
            var state = checked("{\"" + field + "\":" + value + ",\"file\":\"main\"}");
            assertThat(state.propertyNames()).containsExactlyInAnyOrder("cursor", "file", "user");
        }
        var odd = PLACE.replace("\"assoc\"", "\"odd\":" + value + ",\"assoc\"");
        assertThat(checked(cursor(odd, PLACE)).at("/cursor/anchor")).isEqualTo(Json.MAPPER.readTree(PLACE));
    }

    @Test
    void idsMayBeAsLargeAsABrowserCanSayThem() {
        var place = "{\"type\":{\"client\":9007199254740991,\"clock\":9007199254740991},\"item\":null}";
        var anchor = checked(cursor(place, place)).at("/cursor/anchor");
        assertThat(anchor.at("/type/client").asLong()).isEqualTo(9_007_199_254_740_991L);
        assertThat(anchor.path("tname").isNull()).isTrue();
        assertThat(anchor.path("item").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "-7", "1e300", "\"x\"", "{}", "[]", "true", "null", "99999999999999999999"})
    void theSideOfAPlaceIsItsSignWhateverItIs(String assoc) {
        var place = "{\"tname\":\"file:main\",\"assoc\":" + assoc + "}";
        assertThat(checked(cursor(place, place)).at("/cursor/anchor/assoc").asInt())
                .isBetween(-1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "5", "[]", "\"x\"", "{", "{}{}", "{\"a\":1,\"a\":2}"})
    void whatIsNoObjectIsNoState(String json) {
        assertThat(said(json, person(Role.CANDIDATE, Optional.of(1)))).isEmpty();
    }
}
