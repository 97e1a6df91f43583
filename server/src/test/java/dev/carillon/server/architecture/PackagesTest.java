package dev.carillon.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Arrows between packages go one way: {@code server} → areas → {@code platform} → {@code hooks}. No
 * area knows another but by the ports that its row names, and no packages use each other in a ring.
 * The client program ({@code cli}) knows {@code hooks} alone; the server's builds on it.
 */
class PackagesTest {

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.carillon");

  /**
   * The lines of {@code arrows.txt} in the resources of the tests. A package below {@code
   * dev.carillon}: what it may use beside the JDK and libraries. A name with a star stands for the
   * packages below it too. What {@code server} uses is not limited.
   */
  private static final Map<String, List<String>> ARROWS = rows();

  private static final List<String> AREAS =
      List.of("server.assets", "server.webhooks", "server.accounts", "server.operations");

  /** Every package of the product and what it uses. */
  private static final Map<String, Set<String>> USES = uses();

  @Test
  void eachPackageUsesOnlyWhatItMay() {
    Map<String, Set<String>> tooMuch = new TreeMap<>();
    USES.forEach(
        (user, used) -> {
          if (!user.equals("server")) {
            List<String> allowed = ARROWS.getOrDefault(user, List.of());
            used.stream()
                .filter(name -> allowed.stream().noneMatch(row -> stands(row, name)))
                .forEach(name -> tooMuch.computeIfAbsent(user, u -> new TreeSet<>()).add(name));
          }
        });
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void everyPackageHasARow() {
    Set<String> packages = new TreeSet<>(USES.keySet());
    packages.remove("server");
    assertThat(ARROWS.keySet()).isEqualTo(packages);
  }

  @Test
  void noPackagesUseEachOtherInARing() {
    Map<String, Set<String>> left = new TreeMap<>();
    USES.forEach((user, used) -> left.put(user, new TreeSet<>(used)));
    while (left.values().removeIf(Set::isEmpty)) {
      left.values().forEach(used -> used.retainAll(left.keySet()));
    }
    assertThat(left).as("packages of rings, and what leads to them").isEmpty();
  }

  @Test
  void nothingPointsUp() {
    assertThat(ARROWS).isNotEmpty();
    ARROWS.forEach(
        (user, allowed) -> {
          for (String used : allowed) {
            assertThat(level(used)).as(user + " → " + used).isLessThanOrEqualTo(level(user));
          }
        });
  }

  @Test
  void theCoreNeedsNothingButTheJdk() {
    ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage(
            USES.keySet().stream()
                .filter(name -> level(name) == 0 && !name.startsWith("hooks.jdbc"))
                .filter(name -> !name.equals("hooks"))
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
        .resideOutsideOfPackage("dev.carillon.server.platform.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheSearchOnOpenSearchKnowsItsClient() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.carillon.server.assets.search.opensearch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.opensearch..", "org.apache.hc..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheSearchPackageKnowsLucene() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.carillon.server.assets.search..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(PRODUCT);
  }

  @Test
  void onlyOnePackageKnowsTheObjectStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.carillon.server.assets.file.s3..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(PRODUCT);
  }

  private static boolean stands(String row, String name) {
    return row.endsWith(".*")
        ? (name + ".").startsWith(row.substring(0, row.length() - 1))
        : row.equals(name);
  }

  /** {@code server} is above the areas, these above platform, then the client, then hooks. */
  private static int level(String name) {
    if (AREAS.stream().anyMatch(area -> (name + ".").startsWith(area + "."))) {
      return 3;
    }
    if (name.startsWith("server.platform")) {
      return 2;
    }
    if (name.equals("cli") || name.startsWith("cli.")) {
      return 1;
    }
    return name.startsWith("hooks") ? 0 : 4;
  }

  private static Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    String last = "";
    for (String line : lines("arrows.txt")) {
      int colon = line.indexOf(':');
      String names = line.substring(colon + 1).strip();
      last = colon < 0 ? last : line.substring(0, colon).strip();
      rows.merge(
          last,
          Arrays.stream(names.split(" ")).filter(name -> !name.isEmpty()).toList(),
          PackagesTest::joined);
    }
    return rows;
  }

  private static List<String> lines(String resource) {
    try (InputStream in =
        Objects.requireNonNull(PackagesTest.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass from : PRODUCT) {
      String user = name(from.getPackageName());
      if (!user.startsWith("hooks.testkit") && !user.startsWith("hooks.contracts")) {
        uses.computeIfAbsent(user, name -> new TreeSet<>())
            .addAll(
                from.getDirectDependenciesFromSelf().stream()
                    .map(arrow -> arrow.getTargetClass().getBaseComponentType().getPackageName())
                    .filter(target -> target.startsWith("dev.carillon"))
                    .map(PackagesTest::name)
                    .filter(used -> !used.equals(user))
                    .collect(Collectors.toSet()));
      }
    }
    return uses;
  }

  private static String name(String packageName) {
    return packageName.replace("dev.carillon.", "");
  }
}
