package dev.carillon.hooks.contracts.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.StoreContract;
import dev.carillon.hooks.contracts.StoreHistoryContract;
import dev.carillon.hooks.contracts.StoreRulesContract;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The table of rules in this module's README names the contracts' tests, all of them. */
class ContractTableTest {

  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Contract#\\w+)`");

  @Test
  void everyTestOfAContractStandsInTheTableAndNoOtherDoes() throws IOException {
    Path folder = Path.of(System.getProperty("basedir", "."));
    String readme = Files.readString(folder.resolve("README.md"));
    Set<String> named =
        NAMED
            .matcher(readme)
            .results()
            .map((MatchResult result) -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(150).isEqualTo(tests());
  }

  private static Set<String> tests() {
    return Stream.of(StoreContract.class, StoreRulesContract.class, StoreHistoryContract.class)
        .flatMap(contract -> Arrays.stream(contract.getMethods()))
        .filter(ContractTableTest::isTest)
        .map(method -> method.getDeclaringClass().getSimpleName() + "#" + method.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(RepeatedTest.class);
  }
}
