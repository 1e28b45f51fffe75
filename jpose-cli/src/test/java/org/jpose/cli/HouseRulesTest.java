package org.jpose.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.stream.Stream;
import org.jpose.testkit.HouseRules;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house rules on every module: all are on the class path here. */
class HouseRulesTest {
  private static final JavaClasses CLASSES = HouseRules.production();

  @TestFactory
  Stream<DynamicTest> everyModuleKeepsTheRule() {
    return HouseRules.all().stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getDescription().lines().findFirst().orElseThrow(),
                    () -> rule.check(CLASSES)));
  }

  @Test
  void everyModuleIsOnTheClassPath() {
    for (String module :
        List.of("core", "net", "weights", "zoo", "onnx", "media", "cli", "testkit")) {
      assertTrue(
          CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith("org.jpose." + module)),
          module + " is not on the class path of this test");
    }
  }
}
