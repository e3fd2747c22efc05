package io.opsmon.boot;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules for packages of the starter. */
class ArchitectureTest {

    private final JavaClasses starter = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.opsmon.boot");

    /** A cycle of packages is one package that is spread over several directories. */
    @Test
    void hasNoCyclesOfPackages() {
        slices().matching("io.opsmon.boot.(**)").should().beFreeOfCycles().check(starter);
    }

    @Test
    void keepsCapabilitiesApart() {
        slices().matching("io.opsmon.boot.(operationlog|loginlog|onlineuser|datachange|backup)..")
                .should()
                .notDependOnEachOther()
                .check(starter);
    }
}
