package hotseat.server.http.api;

import hotseat.server.http.Problem;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /health}: whether the process is there, and whether it can do its work, which is to write. */
final class HealthCalls {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCalls.class);

    private final Store store;

    HealthCalls(Store store) {
        this.store = store;
    }

    void live(Call call) {
        call.answer(200, new Views.Health("ok"));
    }

    void ready(Call call) {
        call.blocking(this::trouble, trouble -> {
            if (trouble.isEmpty()) {
                call.answer(200, new Views.Health("ok"));
            } else {
                // One line: supervisors ask every few seconds, and the room that cannot write has said why.
                LOG.atWarn().addKeyValue("why", trouble.get().getMessage()).log("not ready");
                call.fail(Problem.unavailable("The server's storage does not write."));
            }
        });
    }

    private Optional<StoreException> trouble() {
        try {
            store.check();
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(e);
        }
    }
}
