package org.jpose.spark;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.stream.Stream;
import org.jpose.testkit.HouseRules;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The house rules on this module, which the program has not on its class path. */
class SparkHouseRulesTest {
  @TestFactory
  Stream<DynamicTest> thisModuleKeepsTheRule() {
    JavaClasses classes = HouseRules.production();
    return HouseRules.all().stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getDescription().lines().findFirst().orElseThrow(),
                    () -> rule.check(classes)));
  }
}
