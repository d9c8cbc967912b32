package hotseat.server.session;

/** What somebody sent breaks a rule. The message is a sentence with the value's length, the limit and the remedy. */
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String detail;

    public InvalidInput(String field, String rule) {
        super(field + ": " + rule, null, false, false);
        this.field = field;
        this.detail = field + ": " + rule;
    }

    /** The field that is wrong, as the sender named it. */
    public String field() {
        return field;
    }

    /** The sentence, which begins with the field. */
    public String detail() {
        return detail;
    }
}
