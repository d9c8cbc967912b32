package hotseat.crdt;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("hotseat.crdt");

    /** The tables know neither who places nor who reads, and those two are strangers to each other. */
    @Test
    void packagesPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("protocol")
                .definedBy("hotseat.crdt.protocol")
                .layer("document")
                .definedBy("hotseat.crdt")
                .layer("item")
                .definedBy("hotseat.crdt.item")
                .layer("place")
                .definedBy("hotseat.crdt.item.place")
                .layer("read")
                .definedBy("hotseat.crdt.item.read")
                .layer("update")
                .definedBy("hotseat.crdt.update")
                .layer("codec")
                .definedBy("hotseat.crdt.codec")
                .whereLayer("protocol")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("document")
                .mayOnlyBeAccessedByLayers("protocol")
                .whereLayer("item")
                .mayOnlyBeAccessedByLayers("place", "read", "document")
                .whereLayer("place")
                .mayOnlyBeAccessedByLayers("document")
                .whereLayer("read")
                .mayOnlyBeAccessedByLayers("document")
                .whereLayer("update")
                .mayOnlyBeAccessedByLayers("item", "place", "read", "document", "protocol")
                .check(ENGINE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("hotseat.(**)").should().beFreeOfCycles().check(ENGINE);
    }

    /** Rows of tables are good for who knows the next merge: nobody outside does. */
    @Test
    void theModuleDoesNotExportItsLiveStructure() throws Exception {
        var module = Doc.class.getResource("/hotseat/crdt/Doc.class").toString().replace("hotseat/crdt/Doc.class", "");
        try (var in = URI.create(module + "module-info.class").toURL().openStream()) {
            assertThat(ModuleDescriptor.read(in).exports())
                    .extracting(ModuleDescriptor.Exports::source)
                    .containsExactlyInAnyOrder(
                            "hotseat.crdt", "hotseat.crdt.codec", "hotseat.crdt.protocol", "hotseat.crdt.update");
        }
    }

    /** No thread, clock, file or network, and nothing from outside of the platform but annotations. */
    @Test
    void theEngineIsPure() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "hotseat.crdt..",
                        "java.lang",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.nio",
                        "java.nio.charset",
                        "java.time",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "org.jspecify.annotations")
                .check(ENGINE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(ENGINE);
    }
}
