package io.keratin.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.keratin.core.kernels.KernelSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which way the arrows between the rooms point. */
class ArchitectureTest {

    private static final String CORE = "io.keratin.core..";
    private static final String VECTOR = "io.keratin.vector..";
    private static final String IMPORT = "io.keratin.keras..";
    private static final String DSL = "io.keratin.dsl..";
    private static final String CLI = "io.keratin.cli..";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .importPaths(Stream.of("core", "kernels-vector", "keras-import", "dsl", "cli")
                    .map(room -> Path.of("..", room, "target", "classes"))
                    .toList());

    @Test
    void every_room_is_looked_at() {
        for (String room : List.of(CORE, VECTOR, IMPORT, DSL, CLI)) {
            assertThat(HOUSE.that(resideInAnyPackage(room))).as(room).isNotEmpty();
        }
    }

    @Test
    void core_depends_on_nothing_but_java() {
        check(onlyDependOn(CORE));
    }

    @Test
    void the_other_rooms_depend_on_core_and_their_libraries() {
        check(onlyDependOn(VECTOR, CORE, "jdk.incubator.vector.."));
        check(onlyDependOn(DSL, CORE));
        check(onlyDependOn(IMPORT, CORE, "io.jhdf..", "com.fasterxml.jackson.core..", "com.google.protobuf.."));
        check(onlyDependOn(CLI, CORE, IMPORT, DSL, "picocli.."));
    }

    private static ArchRule onlyDependOn(String room, String... others) {
        String[] allowed = Stream.concat(Stream.of(room, "java..", "org.jspecify.annotations.."), Stream.of(others))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    @Test
    void packages_have_no_cycles() {
        check(slices().matching("io.keratin.(**)").should().beFreeOfCycles());
    }

    /** A model file only describes: the room that reads it has no means to run code, other programs or the network. */
    @Test
    void the_importer_cannot_run_what_is_in_a_file() {
        check(noClasses()
                .that()
                .resideInAPackage(IMPORT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang.reflect..", "java.lang.invoke", "javax.script..", "java.net..", "java.rmi..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        ProcessBuilder.class,
                        Runtime.class,
                        ClassLoader.class,
                        ServiceLoader.class,
                        java.io.ObjectInputStream.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class));
    }

    @Test
    void services_are_looked_up_in_one_place() {
        check(noClasses()
                .that()
                .doNotBelongToAnyOf(KernelSelection.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ServiceLoader.class));
    }

    private static void check(ArchRule rule) {
        rule.check(HOUSE);
    }
}
