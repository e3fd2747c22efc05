package io.opsmon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The edge of the API of a module: {@code docs/api.md} lists every public type that is not internal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiContract {

    private static final Pattern HEADING = Pattern.compile("^### .*: `(io\\.opsmon[.\\w]*)`$");
    private static final Pattern ROW = Pattern.compile("^\\| `([.\\w]+)` \\|");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.opsmon")
            .that(DescribedPredicate.describe("are of the module", type -> isOfModule(type.getPackageName() + ".")));

    /** Returns whether a package is part of the module; the name ends with a dot. */
    abstract boolean isOfModule(String packageName);

    private static boolean isInternal(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.");
    }

    private static boolean isApi(JavaClass type) {
        return type.getPackageName().startsWith("io.opsmon")
                && !isInternal(type)
                && type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static Set<String> documented() throws IOException {
        Set<String> types = new TreeSet<>();
        String room = "";
        for (String line : Files.readAllLines(Path.of("..", "docs", "api.md"))) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                room = heading.group(1) + ".";
            } else if (row.lookingAt()) {
                types.add(row.group(1).startsWith("io.opsmon.") ? row.group(1) : room + row.group(1));
            }
        }
        return types;
    }

    @Test
    void isDocumentedCompletely() throws IOException {
        Set<String> types = classes.stream()
                .filter(type -> isApi(type) && type.isTopLevelClass())
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> documented = documented();
        documented.removeIf(name -> !isOfModule(name));

        assertThat(types).hasSizeGreaterThan(20);
        assertThat(documented).isEqualTo(types);
    }

    @Test
    void hasNoInternalTypesInItsMethodsAndConstructors() {
        codeUnits()
                .that()
                .arePublic()
                .or()
                .areProtected()
                .should(new ArchCondition<JavaCodeUnit>("have no internal types in their signatures") {
                    @Override
                    public void check(JavaCodeUnit unit, ConditionEvents events) {
                        if (!isApi(unit.getOwner())) {
                            return;
                        }
                        unit.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getBaseComponentType)
                                .filter(ApiContract::isInternal)
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        unit, unit.getFullName() + " has " + type.getName())));
                    }
                })
                .check(classes);
    }
}
