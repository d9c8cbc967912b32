package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.wire.Limits;
import org.junit.jupiter.api.Test;

class RestoredTest {
    @Test
    void aWholeDocumentFitsIntoOneMessageAndTheDocumentMayBeNoLarger() {
        var usual = DocumentKind.SHARED.limits();
        var restored = Restored.limits(usual);
        assertThat(restored.updateBytes()).isGreaterThan(usual.updateBytes()).isLessThan(Limits.MESSAGE_BYTES);
        assertThat(restored.structsPerUpdate()).isEqualTo(usual.items());
        assertThat(restored.deleteRangesPerUpdate()).isEqualTo(usual.items());
        assertThat(restored.documentBytes()).isEqualTo(usual.documentBytes());
        assertThat(restored.textUnits()).isEqualTo(usual.textUnits());
        assertThat(restored.items()).isEqualTo(usual.items());
    }
}
