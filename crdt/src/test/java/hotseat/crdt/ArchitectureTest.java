package hotseat.crdt;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("hotseat.crdt");

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
                .layer("update")
                .definedBy("hotseat.crdt.update")
                .layer("codec")
                .definedBy("hotseat.crdt.codec")
                .whereLayer("protocol")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("document")
                .mayOnlyBeAccessedByLayers("protocol")
                .whereLayer("item")
                .mayOnlyBeAccessedByLayers("document")
                .whereLayer("update")
                .mayOnlyBeAccessedByLayers("item", "document", "protocol")
                .check(ENGINE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("hotseat.(**)").should().beFreeOfCycles().check(ENGINE);
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
