package hotseat.server.session;

/**
 * What is stored of a link: enough to recognise its secret, not to make it.
 *
 * @param hash SHA-256 of the secret; never changed by anybody
 * @param epoch counts its rotations; who joined by an older one is out
 */
public record Link(byte[] hash, int epoch) {
    public static final int FIRST_EPOCH = 1;
}
