package dev.carillon.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Dependencies point one way only. Each row says what a package may use beside the JDK. */
class PackagesTest {

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.carillon");

  private static final String CORE =
      "hooks.event hooks.webhook hooks.delivery hooks.notice hooks.send hooks.secret hooks";

  /**
   * Package below {@code dev.carillon}: the packages below {@code dev.carillon} that it may use.
   */
  private static final Map<String, String> ALLOWED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("hooks.event", ""),
              Map.entry("hooks.webhook", "hooks.event"),
              Map.entry("hooks.delivery", "hooks.event hooks.webhook"),
              Map.entry("hooks.notice", "hooks.event hooks.webhook hooks.delivery"),
              Map.entry("hooks.secret", "hooks.webhook"),
              Map.entry("hooks.send", "hooks.event hooks.webhook hooks.delivery"),
              Map.entry(
                  "hooks.engine", "hooks hooks.event hooks.webhook hooks.delivery hooks.send"),
              Map.entry(
                  "hooks",
                  "hooks.event hooks.webhook hooks.delivery hooks.notice hooks.send hooks.engine"),
              Map.entry("hooks.jdbc", CORE),
              Map.entry("hooks.jdbc.group", CORE + " hooks.jdbc"),
              Map.entry("hooks.jdbc.store", CORE + " hooks.jdbc hooks.jdbc.group"),
              Map.entry("hooks.jdbc.log", CORE + " hooks.jdbc hooks.jdbc.store"),
              Map.entry(
                  "hooks.jdbc.sqlite",
                  CORE + " hooks.jdbc hooks.jdbc.group hooks.jdbc.store hooks.jdbc.log"),
              Map.entry(
                  "hooks.jdbc.postgresql",
                  CORE + " hooks.jdbc hooks.jdbc.group hooks.jdbc.store hooks.jdbc.log"),
              // shared by the features
              Map.entry("server.http", CORE + " server.config"),
              Map.entry("server.field", ""),
              Map.entry("server.config", CORE),
              Map.entry("server.send", CORE + " server.config"),
              Map.entry(
                  "server.observe",
                  CORE
                      + " hooks.jdbc server.http server.event server.config server.change"
                      + " server.home"),
              Map.entry("server.property", CORE + " server.http server.config"),
              Map.entry("server.event", CORE + " server.field"),
              Map.entry("server.change", CORE + " hooks.jdbc"),
              Map.entry("server.job", CORE + " hooks.jdbc server.change"),
              Map.entry("server.file", CORE + " server.http"),
              Map.entry("server.search", CORE + " server.field server.http"),
              Map.entry(
                  "server.preview",
                  CORE + " hooks.jdbc server.change server.field server.file server.http"),
              Map.entry("server.auth", CORE + " hooks.jdbc server.http"),
              Map.entry("server.log", CORE + " server.http server.config"),
              // features
              Map.entry("server.console", CORE + " server.http"),
              Map.entry("server.delivery", CORE + " server.http server.log"),
              Map.entry("server.feed", CORE + " server.http server.log"),
              Map.entry("server.stats", CORE + " hooks.jdbc server.http server.log"),
              Map.entry("server.user", CORE + " hooks.jdbc server.http server.auth server.change"),
              Map.entry("server.token", CORE + " hooks.jdbc server.http server.auth server.change"),
              Map.entry(
                  "server.folder",
                  CORE + " hooks.jdbc server.http server.field server.event server.change"),
              Map.entry(
                  "server.asset",
                  CORE
                      + " hooks.jdbc server.http server.field server.event server.change"
                      + " server.file server.search server.folder server.job server.config"
                      + " server.preview"),
              Map.entry("server.cli", CORE + " server.http"),
              Map.entry("server.home", CORE + " hooks.jdbc server.http server.config server.cli"),
              Map.entry("server.repair", CORE + " hooks.jdbc server.http server.job server.log"),
              Map.entry(
                  "server.trial",
                  CORE
                      + " server.http server.field server.event server.config server.log"
                      + " server.webhook"),
              Map.entry("server.inspector", CORE + " server.http"),
              Map.entry(
                  "server.access",
                  CORE
                      + " hooks.jdbc server.http server.auth server.change server.folder"
                      + " server.asset"),
              Map.entry(
                  "server.audit",
                  CORE
                      + " hooks.jdbc server.http server.change server.log server.auth"
                      + " server.config"),
              Map.entry(
                  "server.idempotency", CORE + " hooks.jdbc server.http server.auth server.change"),
              Map.entry("server.secret", CORE + " hooks.jdbc server.http"),
              Map.entry("server.message", CORE + " server.http server.field"),
              Map.entry("server.mail", CORE + " server.http server.config"),
              Map.entry("server.system", CORE + " server.http"),
              Map.entry("server.catalogue", CORE + " server.http server.event server.config"),
              Map.entry("server.openapi", CORE + " server.http server.config server.catalogue"),
              Map.entry(
                  "server.share",
                  CORE
                      + " hooks.jdbc server.http server.auth server.field server.event"
                      + " server.change server.folder server.asset"),
              Map.entry(
                  "server.webhook",
                  CORE + " server.http server.field server.event server.config")));

  @Test
  void eachPackageUsesOnlyWhatItMay() {
    Map<String, Set<String>> tooMuch = new TreeMap<>();
    for (JavaClass from : PRODUCT) {
      String user = row(from.getPackageName());
      if (user.equals("server") || user.startsWith("hooks.testkit")) {
        continue;
      }
      Set<String> allowed = Set.of((user + " " + ALLOWED.get(user)).strip().split(" "));
      from.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
          .filter(name -> name.startsWith("dev.carillon"))
          .map(PackagesTest::row)
          .filter(used -> !allowed.contains(used))
          .forEach(used -> tooMuch.computeIfAbsent(user, u -> new TreeSet<>()).add(used));
    }
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void everyPackageHasARow() {
    Set<String> rows =
        PRODUCT.stream()
            .map(type -> row(type.getPackageName()))
            .filter(name -> !name.equals("server") && !name.startsWith("hooks.testkit"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(ALLOWED.keySet());
  }

  @Test
  void theCoreNeedsNothingButTheJdk() {
    classes()
        .that()
        .resideInAnyPackage(
            Arrays.stream(
                    ("hooks.engine hooks.send.http hooks.send.http.answer hooks.send.http.link "
                            + "hooks.send.tls "
                            + CORE)
                        .split(" "))
                .map(name -> "dev.carillon." + name)
                .toArray(String[]::new))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "javax.crypto..", "javax.net..", "dev.carillon.hooks..", "org.jspecify..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheHttpPackageKnowsTheHttpServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.carillon.server.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(PRODUCT);
  }

  @Test
  void theProductDoesWithoutTheHttpClientOfItsTests() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.hc..").check(PRODUCT);
  }

  @Test
  void onlyTheSearchPackageKnowsLucene() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.carillon.server.search..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(PRODUCT);
  }

  /** The row a package belongs to: packages below a feature belong to it. */
  private static String row(String packageName) {
    String name = packageName.replace("dev.carillon.", "");
    while (!ALLOWED.containsKey(name) && name.contains(".") && !name.matches("server\\.[a-z]+")) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    return name;
  }
}
