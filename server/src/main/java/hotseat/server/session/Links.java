package hotseat.server.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The secrets of a session's links, by role, as far as the holder of one of them may know them. */
public record Links(Map<Role, Secret> secrets) {
    public Links {
        secrets = Map.copyOf(secrets);
    }

    /** All three, from the host's. {@code epoch} gives that of each role's link. */
    public static Links ofHost(SessionId session, Secret host, ToIntFunction<Role> epoch) {
        var all = new EnumMap<Role, Secret>(Role.class);
        for (var role : Role.values()) {
            all.put(role, role == Role.HOST ? host : host.derive(session, role, epoch.applyAsInt(role)));
        }
        return new Links(all);
    }

    /** Those of a new session. */
    public static Links ofNew(SessionId session, Secret host) {
        return ofHost(session, host, role -> Link.FIRST_EPOCH);
    }

    /** What the holder of {@code secret} may hand on: a host every link, anybody else their own. */
    public static Links known(Session session, Role role, Secret secret) {
        return role == Role.HOST ? ofHost(session.id(), secret, session::epoch) : new Links(Map.of(role, secret));
    }

    /** What is stored of new links. */
    Map<Role, Link> stored() {
        var stored = new EnumMap<Role, Link>(Role.class);
        secrets.forEach((role, secret) -> stored.put(role, new Link(secret.hash(), Link.FIRST_EPOCH)));
        return stored;
    }

    /** The link as people send it. The secret is in the fragment: no server, log or preview bot ever gets it. */
    public Optional<String> url(String origin, SessionId session, Role role) {
        return Optional.ofNullable(secrets.get(role))
                .map(secret -> origin + "/s/" + session + "#" + role.letter() + "." + secret.text());
    }
}
