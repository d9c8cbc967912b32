package hotseat.server.http;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads headers of weighted choices such as {@code Accept-Encoding: br;q=0.9, gzip} (RFC 9110, 12.4.2). */
public final class Weights {
    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,16})?|1(\\.0{0,16})?");

    private Weights() {}

    /**
     * How welcome a value is, from 0 (not at all) to 1.
     *
     * @param names the value's name and, behind it, ranges that include it; the first that the header names counts
     */
    public static double of(@Nullable String header, String... names) {
        if (header == null) {
            return 0;
        }
        for (var name : List.of(names)) {
            for (var choice : header.split(",")) {
                var parts = choice.split(";", -1);
                if (parts[0].strip().equalsIgnoreCase(name)) {
                    return weight(parts);
                }
            }
        }
        return 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip();
            if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
                var weight = parameter.substring(2);
                // One that is no number, or none from 0 to 1, asks for nothing.
                return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
            }
        }
        return 1;
    }
}
