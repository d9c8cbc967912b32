package hotseat.server.session;

import static hotseat.server.session.Permission.EDIT;
import static hotseat.server.session.Permission.READ;
import static hotseat.server.session.Permission.RUN;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a link makes of the person who opens it. The one table of who may do what; asked at the door, not later. */
public enum Role {
    HOST('h', EnumSet.allOf(Permission.class)),
    CANDIDATE('c', EnumSet.of(READ, EDIT, RUN)),
    OBSERVER('o', EnumSet.of(READ));

    private final char letter;
    private final Set<Permission> permissions;

    Role(char letter, Set<Permission> permissions) {
        this.letter = letter;
        this.permissions = Set.copyOf(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** Whether this role sits on one of the eight coloured seats. */
    public boolean takesSeat() {
        return may(EDIT);
    }

    /** The hint in a link's fragment; the server never believes it. */
    char letter() {
        return letter;
    }

    /** The role's word in the API and on disk. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
