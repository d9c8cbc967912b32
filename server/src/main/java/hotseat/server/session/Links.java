package hotseat.server.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The secrets of a session's links, by role, as far as the holder of one of them may know them. */
public record Links(Map<Role, Secret> secrets) {
    public Links {
        secrets = Map.copyOf(secrets);
    }

    /** All three, from the host's. */
    public static Links ofHost(SessionId session, Secret host, int epoch) {
        var all = new EnumMap<Role, Secret>(Role.class);
        all.put(Role.HOST, host);
        all.put(Role.CANDIDATE, host.derive(session, Role.CANDIDATE, epoch));
        all.put(Role.OBSERVER, host.derive(session, Role.OBSERVER, epoch));
        return new Links(all);
    }

    /** What the holder of {@code secret} may hand on: a host every link, anybody else their own. */
    public static Links known(SessionId session, Role role, Secret secret, int epoch) {
        return role == Role.HOST ? ofHost(session, secret, epoch) : new Links(Map.of(role, secret));
    }

    /** The link as people send it. The secret is in the fragment: no server, log or preview bot ever gets it. */
    public Optional<String> url(String origin, SessionId session, Role role) {
        return Optional.ofNullable(secrets.get(role))
                .map(secret -> origin + "/s/" + session + "#" + role.letter() + "." + secret.text());
    }
}
