package hotseat.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The directions in which this house may be walked; ARCHITECTURE.md draws them. */
class ArchitectureTest {
    private static final JavaClasses HOTSEAT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("hotseat");

    @Test
    void theWholeProgramIsLookedAt() {
        assertThat(HOTSEAT.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .contains("hotseat.crdt", "hotseat.server", "hotseat.server.room", "hotseat.server.store.sqlite");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("hotseat.(**)").should().beFreeOfCycles().check(HOTSEAT);
    }

    @Test
    void theSessionRulesKnowNothingElse() {
        // Jackson for the table of languages, which is a file.
        mayKnow("hotseat.server.session..", "java..", "javax.crypto..", "org.jspecify..", "tools.jackson..");
    }

    @Test
    void theStoreKnowsTheSessionOnly() {
        mayKnow("hotseat.server.store", "java..", "org.jspecify..", "hotseat.server.session");
    }

    @Test
    void theWireKnowsTheSessionAndTheEngine() {
        mayKnow(
                "hotseat.server.wire..",
                "java..",
                "org.jspecify..",
                "hotseat.server.session",
                "hotseat.crdt..",
                "tools.jackson..",
                "com.fasterxml.jackson.annotation..");
    }

    /** {@code http, socket → admission, room → document, feed → wire, store → session}. */
    @Test
    void aDocumentKnowsNoMemberNoRoomAndNoSocket() {
        mayKnow(
                "hotseat.server.document..",
                "java..",
                "org.jspecify..",
                "hotseat.crdt..",
                "hotseat.server.wire",
                "hotseat.server.store",
                "hotseat.server.session");
    }

    @Test
    void aFeedKnowsNoMemberNoRoomNoSocketAndNoDocument() {
        mayKnow(
                "hotseat.server.feed..",
                "java..",
                "org.jspecify..",
                "tools.jackson..",
                "hotseat.server.wire",
                "hotseat.server.store",
                "hotseat.server.session");
    }

    @Test
    void aRoomKnowsWhatIsBelowItAndNotWhoLetsPeopleIn() {
        mayKnow(
                "hotseat.server.room..",
                "java..",
                "org.jspecify..",
                "org.slf4j..",
                "tools.jackson..",
                "hotseat.crdt..",
                "hotseat.server.document",
                "hotseat.server.feed",
                "hotseat.server.wire",
                "hotseat.server.store",
                "hotseat.server.session");
    }

    @Test
    void admissionKnowsNoRoomNoRequestAndNoSocket() {
        mayKnow(
                "hotseat.server.admission..",
                "java..",
                "org.jspecify..",
                "hotseat.server.document",
                "hotseat.server.store",
                "hotseat.server.session");
    }

    @Test
    void theSocketsKnowNoDocumentNoFeedAndNoStore() {
        strangers("hotseat.server.socket..", "hotseat.server.document..");
        strangers("hotseat.server.socket..", "hotseat.server.feed..");
        strangers("hotseat.server.socket..", "hotseat.server.store..");
    }

    @Test
    void aBatchKnowsNoMemberAndNoDocument() {
        noClasses()
                .that()
                .haveNameMatching("hotseat\\.server\\.room\\.Batch(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("hotseat\\.server\\.(document|feed|wire)\\..*"
                        + "|hotseat\\.server\\.room\\.(Member|People|Relay|Room|Outbox|Checkpoints|\\w+Desk)(\\$.*)?")
                .check(HOTSEAT);
    }

    @Test
    void onlyTheStoreInSqliteKnowsDatabases() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hotseat.server.store.sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .check(HOTSEAT);
    }

    @Test
    void aRoomRunsWithoutNetworkOrDatabase() {
        noClasses()
                .that()
                .resideInAPackage("hotseat.server.room..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hotseat.server.http..",
                        "hotseat.server.socket..",
                        "..sqlite..",
                        "io.vertx..",
                        "io.netty..",
                        "java.sql..")
                .check(HOTSEAT);
    }

    @Test
    void aRoomItselfKnowsNoThreadClockOrStore() {
        noClasses()
                .that()
                .haveNameMatching("hotseat\\.server\\.room\\.(Room|Batch|People|Relay|Checkpoints|\\w+Desk)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\..*|java\\.time\\.Clock|java\\.lang\\.Thread|.*\\.Store")
                .check(HOTSEAT);
    }

    @Test
    void theDoorsDoNotKnowEachOther() {
        strangers("hotseat.server.http..", "hotseat.server.socket..");
        strangers("hotseat.server.socket..", "hotseat.server.http..");
    }

    @Test
    void nobodyBelowKnowsTheCompositionRoot() {
        noClasses()
                .that()
                .resideInAPackage("hotseat.server.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("hotseat.server")
                .check(HOTSEAT);
    }

    @Test
    void onlyTheCompositionRootNamesAnImplementationOfTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hotseat.server", "..sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..sqlite..")
                .check(HOTSEAT);
    }

    @Test
    void onlyTheSocketsKnowNettyAndTheInsideOfVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hotseat.server.socket..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.vertx.core.internal..")
                .check(HOTSEAT);
    }

    @Test
    void onlyConfigReadsTheEnvironment() {
        noClasses().should().callMethod(System.class, "getenv").check(HOTSEAT);
        noClasses().should().callMethod(System.class, "getenv", String.class).check(HOTSEAT);
        noClasses()
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .check(HOTSEAT);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("hotseat.server.Config")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("picocli.CommandLine$Option")
                .check(HOTSEAT);
    }

    @Test
    void theServerSeesOnlyTheOpenPartsOfTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("hotseat.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("hotseat.crdt.item..")
                .check(HOTSEAT);
    }

    @Test
    void theServerNeverRunsCode() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.script..", "jdk.jshell..", "javax.tools..")
                .check(HOTSEAT);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(HOTSEAT);
        noClasses().should().callMethod(Runtime.class, "exec", String.class).check(HOTSEAT);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ClassLoader.class)
                .check(HOTSEAT);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<String> described = HOTSEAT.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertThat(HOTSEAT.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isSubsetOf(described);
    }

    private static void strangers(String from, String to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(to)
                .check(HOTSEAT);
    }

    private static void mayKnow(String from, String... known) {
        var all = new String[known.length + 1];
        all[0] = from;
        System.arraycopy(known, 0, all, 1, known.length);
        classes()
                .that()
                .resideInAPackage(from)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(all)
                .check(HOTSEAT);
    }
}
