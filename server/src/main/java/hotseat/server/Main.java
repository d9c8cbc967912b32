package hotseat.server;

import hotseat.server.store.StoreException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line: starts the server, says where it is, and stops it in order on a signal. */
@Command(
        name = "hotseat start",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Serves rooms for code interviews.")
public final class Main implements Callable<Integer> {
    /** As in sysexits.h: the command was used wrongly. */
    private static final int EXIT_USAGE = 64;
    /** A service, here the port or the store, is not available. */
    private static final int EXIT_UNAVAILABLE = 69;

    @Mixin
    private final Config config = new Config();

    private Main() {}

    /** Takes the options of {@code hotseat start}; returns only when the server has stopped. */
    public static void main(String... args) {
        var command = new CommandLine(new Main());
        command.setParameterExceptionHandler(
                (e, arguments) -> fail(EXIT_USAGE, e.getMessage() + "; see ./hotseat help"));
        command.setExecutionExceptionHandler((e, line, parsed) -> failed(e));
        int code = command.execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int failed(Exception e) {
        if (e instanceof Config.Invalid) {
            return fail(EXIT_USAGE, String.valueOf(e.getMessage()));
        }
        if (e instanceof Server.CannotStart || e instanceof StoreException) {
            return fail(EXIT_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        LoggerFactory.getLogger(Main.class).atError().setCause(e).log("cannot start");
        return fail(EXIT_UNAVAILABLE, "unexpected: " + e);
    }

    private static int fail(int code, String sentence) {
        System.err.println("hotseat: " + sentence);
        return code;
    }

    @Override
    public Integer call() throws Exception {
        // Before the first logger is made; logback.xml reads it.
        System.setProperty("hotseat.log", config.logLevel());
        var server = Server.start(config.http(), config.data());
        if (config.train()) {
            TrainingRun.visit(server.url());
            server.close();
            return 0;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(server::close));
        long startedMs = ManagementFactory.getRuntimeMXBean().getUptime();
        System.out.println("Hotseat is at " + server.url() + "  (ready in " + startedMs + " ms, stop with Ctrl-C)");
        if (!server.servesPage()) {
            System.out.println(
                    "This program was built without the page: only the API answers. Build it with ./hotseat package.");
        }
        server.awaitClose();
        return 0;
    }

    /** Reads the version from the program's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"hotseat " + (version == null ? "(development)" : version)};
        }
    }
}
