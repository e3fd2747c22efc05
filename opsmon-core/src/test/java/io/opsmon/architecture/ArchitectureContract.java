package io.opsmon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules of the house that a machine can check, for a module and the modules of opsmon that the module needs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArchitectureContract {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.opsmon");

    @Test
    void knowsNoSpringBoot() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(classes);
    }

    @Test
    void keepsTheEngineFreeOfCapabilities() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.opsmon.recording..",
                        "io.opsmon.internal..",
                        "io.opsmon.http..",
                        "io.opsmon.client..",
                        "io.opsmon.chain..",
                        "io.opsmon.log..",
                        "io.opsmon.masking..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.opsmon.operationlog..",
                        "io.opsmon.loginlog..",
                        "io.opsmon.onlineuser..",
                        "io.opsmon.datachange..",
                        "io.opsmon.backup..")
                .check(classes);
    }

    /** A cycle of packages is one package that is spread over several directories. */
    @Test
    void hasNoCyclesOfPackages() {
        slices().matching("io.opsmon.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void keepsCapabilitiesApart() {
        slices().matching("io.opsmon.(operationlog|loginlog|onlineuser|datachange|backup)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(classes);
    }

    /** Whatever opsmon writes holds what a log or a database holds. */
    @Test
    void createsFilesAndDirectoriesForTheOwnUserOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.opsmon.internal.file")
                .should()
                .callMethod(Files.class, "createFile", Path.class, FileAttribute[].class)
                .orShould()
                .callMethod(Files.class, "createDirectory", Path.class, FileAttribute[].class)
                .orShould()
                .callMethod(Files.class, "createDirectories", Path.class, FileAttribute[].class)
                .check(classes);
    }

    @Test
    void keepsOptionalLibrariesInTheirRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.opsmon.internal.security",
                        "io.opsmon.operationlog.internal.security",
                        "io.opsmon.loginlog.security",
                        "io.opsmon.loginlog.internal.security",
                        "io.opsmon.onlineuser.security",
                        "io.opsmon.onlineuser.internal.security")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.security..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.opsmon.log.internal.jdbc",
                        "io.opsmon.backup.internal.postgres",
                        "io.opsmon.backup.internal.postgres.restore",
                        "io.opsmon.backup.internal.postgres.script")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.opsmon.internal.redis",
                        "io.opsmon.loginlog.internal.guard",
                        "io.opsmon.onlineuser.internal.redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.opsmon.internal.client")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.maxmind..", "org.lionsoul..", "ua_parser..", "nl.basjes..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.opsmon.backup.file", "io.opsmon.backup.internal.file")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.crypto.tink..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.opsmon.backup.internal.h2", "io.opsmon.datachange.internal.h2")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.h2..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.opsmon.datachange.internal.hibernate")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.hibernate..", "jakarta.transaction..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.opsmon.backup.internal.storage.s3")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.opsmon.backup.schedule")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.kagkarlsson..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.opsmon.internal.schema")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("liquibase..")
                .check(classes);
    }

    @Test
    void asksAClockAndNotTheSystem() {
        noClasses().should().callMethod(Instant.class, "now").check(classes);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
    }

    @Test
    void hasNoMutableStatics() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(classes);
    }

    @Test
    void isMarkedForNullness() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(NullMarked.class)
                .check(classes);
    }

    @Test
    void printsAndInjectsAsItShould() {
        // These are commands.
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                classes.that(
                        DescribedPredicate.not(
                                HasName.Predicates.nameMatching(
                                        "io\\.opsmon\\.(operationlog\\.VerifyLogs|datachange\\.VerifyDataChanges|backup\\.command\\.BackupCommand)"))));
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(classes);
    }
}
