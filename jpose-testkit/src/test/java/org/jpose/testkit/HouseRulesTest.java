package org.jpose.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jpose.cli.broken.UsesCommand;
import org.jpose.cli.other.Command;
import org.jpose.cli.terminal.Shared;
import org.jpose.core.broken.Downloads;
import org.jpose.core.broken.Exits;
import org.jpose.core.broken.GoesThere;
import org.jpose.core.broken.KeepsState;
import org.jpose.core.broken.Logs;
import org.jpose.core.broken.PoseUtils;
import org.jpose.core.broken.Prints;
import org.jpose.core.broken.SharesArray;
import org.jpose.core.broken.ShowsState;
import org.jpose.core.broken.UsesTestKit;
import org.jpose.core.broken.there.ComesBack;
import org.jpose.onnx.broken.UsesWeights;
import org.jpose.weights.broken.Writes;
import org.junit.jupiter.api.Test;

/** Each rule refuses what breaks it, and nothing else does. */
class HouseRulesTest {
  private static void refuses(ArchRule rule, String because, Class<?>... classes) {
    JavaClasses broken = new ClassFileImporter().importClasses(classes);
    String message = assertThrows(AssertionError.class, () -> rule.check(broken)).getMessage();
    assertTrue(message.contains(because), message);
    assertTrue(message.contains(classes[0].getSimpleName()), message);
    for (ArchRule other : HouseRules.all()) {
      if (other != rule) {
        assertDoesNotThrow(() -> other.check(broken));
      }
    }
  }

  @Test
  void modulesPointDown() {
    refuses(HouseRules.MODULES_POINT_DOWN, "core uses the JDK only", UsesTestKit.class);
    refuses(HouseRules.MODULES_POINT_DOWN, "only tests use the test kit", UsesTestKit.class);
    refuses(
        HouseRules.MODULES_POINT_DOWN,
        "onnx uses core of jpose and no more",
        UsesWeights.class,
        Writes.class);
  }

  @Test
  void packagesHaveNoCycles() {
    refuses(
        HouseRules.PACKAGES_HAVE_NO_CYCLES, "data flows one way", GoesThere.class, ComesBack.class);
  }

  @Test
  void packagesAreSmall() {
    JavaClasses jdk = new ClassFileImporter().importPackages("java.util.function");
    String message =
        assertThrows(AssertionError.class, () -> HouseRules.PACKAGES_ARE_SMALL.check(jdk))
            .getMessage();
    assertTrue(message.contains("java.util.function has "), message);
    assertTrue(message.contains("BiConsumer"), message);
  }

  @Test
  void commandsStandAlone() {
    refuses(
        HouseRules.COMMANDS_STAND_ALONE,
        "a command is read without the others",
        UsesCommand.class,
        Command.class);
    HouseRules.COMMANDS_STAND_ALONE.check(
        new ClassFileImporter().importClasses(Command.class, Shared.class));
  }

  @Test
  void enginesStayAtHome() {
    refuses(
        HouseRules.ENGINES_STAY_AT_HOME,
        "java.net.http.. lives in org.jpose.zoo.., org.jpose.ros.bridge.. and org.jpose.data.remote.. only",
        Downloads.class);
  }

  @Test
  void onlyProgramsPrintAndExit() {
    refuses(HouseRules.ONLY_PROGRAMS_PRINT_AND_EXIT, "a library throws and returns", Prints.class);
    refuses(HouseRules.ONLY_PROGRAMS_PRINT_AND_EXIT, "only a program may end itself", Exits.class);
  }

  @Test
  void onlyProgramsLog() {
    refuses(HouseRules.ONLY_PROGRAMS_LOG, "it does not log", Logs.class);
  }

  @Test
  void sharedStateIsImmutable() {
    refuses(HouseRules.SHARED_STATE_IS_IMMUTABLE, "mutable statics tie callers", KeepsState.class);
    refuses(HouseRules.SHARED_STATE_IS_IMMUTABLE, "nobody may change another's", ShowsState.class);
    refuses(HouseRules.SHARED_STATE_IS_IMMUTABLE, "elements of an array", SharesArray.class);
  }

  @Test
  void namesSayWhatThingsAre() {
    refuses(HouseRules.NAMES_SAY_WHAT_THINGS_ARE, "says nothing", PoseUtils.class);
  }

  @Test
  void everyRuleIsAmongAll() {
    assertEquals(
        List.of(
            HouseRules.MODULES_POINT_DOWN,
            HouseRules.PACKAGES_HAVE_NO_CYCLES,
            HouseRules.PACKAGES_ARE_SMALL,
            HouseRules.COMMANDS_STAND_ALONE,
            HouseRules.ENGINES_STAY_AT_HOME,
            HouseRules.ONLY_PROGRAMS_PRINT_AND_EXIT,
            HouseRules.ONLY_PROGRAMS_LOG,
            HouseRules.SHARED_STATE_IS_IMMUTABLE,
            HouseRules.NAMES_SAY_WHAT_THINGS_ARE),
        HouseRules.all());
  }

  @Test
  void classesOnThisClassPathKeepTheRules() {
    JavaClasses classes = HouseRules.production();
    assertTrue(classes.contain("org.jpose.core.PoseEstimator"), "core is on the class path");
    HouseRules.all().forEach(rule -> rule.check(classes));
  }
}
