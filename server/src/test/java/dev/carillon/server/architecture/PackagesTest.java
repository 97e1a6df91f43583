package dev.carillon.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
   * A package below {@code dev.carillon}: what it may use beside the JDK and libraries. A name with
   * a star stands for the packages below it too. What {@code server} uses is not limited.
   */
  private static final Map<String, List<String>> ARROWS =
      rows(
          """
          cli: cli.account cli.asset cli.delivery cli.listen cli.remote cli.signature cli.terminal
               cli.webhook
          cli.account: cli.remote cli.terminal
          cli.asset: cli.remote cli.terminal hooks.event
          cli.delivery: cli.remote cli.terminal cli.webhook
          cli.listen: cli.remote cli.terminal hooks.event hooks.signature hooks.webhook
          cli.remote: cli.terminal
          cli.signature: cli.terminal hooks.event hooks.signature
          cli.terminal:
          cli.webhook: cli.listen cli.remote cli.terminal
          hooks: hooks.delivery hooks.engine hooks.webhook
          hooks.delivery: hooks.event hooks.webhook
          hooks.engine: hooks.delivery hooks.event hooks.signature hooks.webhook
          hooks.event:
          hooks.http: hooks.delivery hooks.event hooks.http.address hooks.http.response
               hooks.http.tls hooks.http.transport hooks.webhook
          hooks.http.address:
          hooks.http.response: hooks.delivery
          hooks.http.tls: hooks.webhook
          hooks.http.transport: hooks.http.response hooks.http.tls
          hooks.jdbc: hooks.delivery hooks.event hooks.operational hooks.secret hooks.webhook
          hooks.jdbc.log: hooks.delivery hooks.event hooks.jdbc hooks.jdbc.packed
               hooks.jdbc.store hooks.webhook
          hooks.jdbc.packed: hooks.delivery hooks.event hooks.jdbc.transaction hooks.webhook
          hooks.jdbc.postgresql: hooks.delivery hooks.event hooks.jdbc hooks.jdbc.log
               hooks.jdbc.packed hooks.jdbc.store hooks.jdbc.transaction hooks.webhook
          hooks.jdbc.sqlite: hooks.delivery hooks.event hooks.jdbc hooks.jdbc.log
               hooks.jdbc.packed hooks.jdbc.store hooks.jdbc.transaction hooks.webhook
          hooks.jdbc.store: hooks.delivery hooks.event hooks.jdbc hooks.jdbc.packed
               hooks.jdbc.transaction
               hooks.operational hooks.webhook
          hooks.jdbc.transaction: hooks.delivery hooks.jdbc
          hooks.operational: hooks.delivery hooks.event hooks.webhook
          hooks.secret: hooks.webhook
          hooks.signature: hooks.delivery hooks.event hooks.webhook
          hooks.webhook: hooks.event
          server.accounts:
          server.accounts.login: hooks.event hooks.jdbc.* server.platform.*
          server.accounts.permission: hooks.delivery hooks.event hooks.jdbc.* server.accounts.login
               server.assets.folder server.platform.*
          server.accounts.token: hooks.event hooks.jdbc.* server.accounts.login server.platform.*
          server.accounts.user: hooks.event hooks.jdbc.* server.accounts.login server.platform.*
          server.assets: hooks.jdbc.* server.assets.api server.assets.asset
               server.assets.bulk server.assets.content server.assets.download server.assets.event
               server.assets.field server.assets.file server.assets.folder server.assets.history
               server.assets.move server.assets.preview server.assets.preview.external
               server.assets.preview.process server.assets.preview.rendition
               server.assets.relation
               server.assets.resource server.assets.search server.assets.search.index
               server.assets.search.query server.platform.*
          server.assets.api: server.assets.asset server.assets.content server.assets.field
               server.assets.folder server.assets.preview.rendering server.platform.*
          server.assets.asset: hooks.delivery hooks.event hooks.jdbc.* server.assets.event
               server.assets.field server.assets.file server.assets.folder
               server.assets.preview.rendering server.assets.preview.rendition
               server.assets.search.index server.assets.search.query server.platform.*
          server.assets.bulk: hooks.event hooks.jdbc.* server.assets.asset server.assets.field
               server.assets.file server.assets.folder server.assets.search.index server.platform.*
          server.assets.content: server.assets.asset server.assets.field server.assets.file
               server.assets.folder server.assets.preview.embedded server.assets.preview.process
               server.assets.preview.rendering server.platform.*
          server.assets.download: server.assets.asset server.assets.bulk server.assets.content
               server.assets.field server.assets.folder server.assets.history server.assets.preview
               server.assets.preview.rendering server.assets.preview.rendition server.platform.*
          server.assets.event: hooks.event server.assets.field
          server.assets.field:
          server.assets.file: hooks.event server.platform.*
          server.assets.file.s3: server.assets.file server.platform.*
          server.assets.folder: hooks.event hooks.jdbc.* server.assets.event server.assets.field
               server.platform.*
          server.assets.history: hooks.delivery hooks.jdbc.* server.assets.api server.assets.asset
               server.assets.content server.assets.field server.assets.file server.assets.folder
               server.platform.*
          server.assets.move: hooks.event hooks.jdbc.* server.assets.asset server.assets.bulk
               server.assets.field server.assets.folder server.platform.*
          server.assets.preview: hooks.event hooks.jdbc.* server.assets.asset server.assets.bulk
               server.assets.field server.assets.file server.assets.folder
               server.assets.preview.embedded server.assets.preview.process
               server.assets.preview.rendering server.assets.preview.rendition server.platform.*
          server.assets.preview.embedded: server.assets.field
          server.assets.preview.external: hooks.delivery hooks.event hooks.jdbc.* hooks.signature
               server.assets.asset server.assets.content server.assets.field server.assets.file
               server.assets.preview server.assets.preview.process server.assets.preview.rendering
               server.assets.preview.rendition server.platform.*
          server.assets.preview.process: hooks.event server.assets.field server.assets.file
               server.assets.preview.rendering server.platform.*
          server.assets.preview.rendering: server.assets.preview.embedded server.platform.*
          server.assets.preview.rendition: server.assets.event server.assets.field
               server.assets.file server.assets.preview.process server.assets.preview.rendering
               server.platform.*
          server.assets.relation: hooks.event hooks.jdbc.* server.assets.api server.assets.asset
               server.assets.bulk server.assets.field server.assets.folder
               server.assets.search.query server.platform.*
          server.assets.rescue: server.assets.asset server.assets.field server.assets.file
               server.assets.folder server.assets.preview.process server.assets.search.index
               server.platform.*
          server.assets.resource: server.assets.api server.assets.asset
               server.assets.bulk server.assets.content server.assets.field server.assets.file
               server.assets.folder server.assets.history server.assets.preview
               server.assets.preview.rendering server.assets.preview.rendition
               server.assets.search.index server.platform.*
          server.assets.search: hooks.jdbc.* server.assets.api server.assets.asset server.assets.bulk
               server.assets.field server.assets.folder server.assets.relation
               server.assets.search.index
               server.assets.search.query server.platform.*
          server.assets.search.index: server.assets.field server.assets.search.query
               server.platform.*
          server.assets.search.query: server.assets.field
          server.assets.share: hooks.event hooks.jdbc.* server.assets server.assets.asset
               server.assets.bulk server.assets.content server.assets.event server.assets.field
               server.assets.file server.assets.folder server.assets.history server.assets.preview
               server.assets.preview.rendition server.assets.relation server.platform.*
          server.assets.translations: server.assets.field server.platform.*
          server.operations: hooks.delivery hooks.event hooks.webhook server.operations.health
               server.operations.metrics server.platform.*
          server.operations.backup: cli.terminal hooks.event hooks.jdbc.* hooks.secret hooks.webhook
               server.assets.file server.assets.file.s3 server.operations.home server.platform.*
          server.operations.health: hooks.delivery hooks.jdbc.* server.operations.backup
               server.operations.metrics server.platform.*
          server.operations.home: cli.terminal hooks.event hooks.jdbc.* hooks.secret hooks.webhook
               server.platform.*
          server.operations.metrics: hooks hooks.delivery hooks.event hooks.jdbc.* hooks.operational
               hooks.webhook server.assets.event server.platform.*
          server.operations.nodes: hooks.jdbc.* server.platform.*
          server.operations.offline: cli.remote cli.terminal hooks.delivery hooks.event
               hooks.jdbc.* hooks.secret hooks.webhook server.accounts.login
               server.accounts.token server.accounts.user
               server.assets.asset server.assets.field server.assets.file server.assets.file.s3 server.assets.folder
               server.assets.preview.process server.assets.rescue server.assets.search.index
               server.assets.search.query server.operations.home server.platform.*
               server.webhooks.payload
          server.operations.secrets: hooks.jdbc.* hooks.secret server.platform.*
          server.operations.support: hooks.delivery hooks.event hooks.jdbc.* hooks.webhook
               server.operations.health server.operations.metrics server.platform.*
          server.operations.transfer: cli.terminal hooks.delivery hooks.jdbc.* hooks.secret
               server.operations.home server.platform.*
          server.platform:
          server.platform.audit: hooks.delivery hooks.event hooks.jdbc.* hooks.operational
               hooks.webhook server.platform.config server.platform.database
               server.platform.digest server.platform.files server.platform.http
               server.platform.http.request server.platform.tasks
          server.platform.config: hooks.delivery hooks.http hooks.http.address hooks.secret
               server.platform.digest server.platform.files server.platform.tasks
          server.platform.console: server.platform.digest server.platform.http
               server.platform.http.header
          server.platform.database: hooks.delivery hooks.event hooks.jdbc.* hooks.webhook
               server.platform.config server.platform.files
          server.platform.digest:
          server.platform.files: hooks.event
          server.platform.http: hooks.delivery hooks.event server.platform.digest
               server.platform.files server.platform.http.header
          server.platform.http.access: server.platform.http
          server.platform.http.body: hooks.delivery hooks.event server.platform.digest
               server.platform.http server.platform.http.capacity server.platform.http.header
          server.platform.http.capacity: server.platform.http server.platform.http.header
          server.platform.http.header: hooks.http.address
          server.platform.http.jetty: hooks.delivery hooks.event hooks.http.tls
               server.platform.files server.platform.http
               server.platform.http.access server.platform.http.body
               server.platform.http.capacity server.platform.http.header
               server.platform.idempotency server.platform.tasks
          server.platform.http.loopback: hooks.delivery
          server.platform.http.request: hooks.delivery server.platform.config server.platform.http
          server.platform.idempotency: hooks.delivery hooks.event hooks.jdbc.* hooks.webhook
               server.platform.config server.platform.database server.platform.digest
               server.platform.http server.platform.tasks
          server.platform.jobs: hooks.delivery hooks.event hooks.jdbc.* server.platform.database
               server.platform.tasks
          server.platform.logging: server.platform.config server.platform.http
          server.platform.mail: hooks.jdbc.* server.platform.config server.platform.http
               server.platform.http.header
          server.platform.network: hooks.http.address hooks.http.tls server.platform.config
          server.platform.nodes: hooks.delivery hooks.event hooks.jdbc.* server.platform.config
               server.platform.digest server.platform.files server.platform.tasks
          server.platform.openapi: server.platform.http server.platform.http.request
          server.platform.properties: hooks.jdbc.* server.platform.config server.platform.http
               server.platform.http.request
          server.platform.tasks:
          server.webhooks: hooks.event hooks.webhook server.platform.*
          server.webhooks.deliverylog: hooks.delivery hooks.event hooks.http.address hooks.signature
               hooks.webhook server.platform.*
          server.webhooks.live: hooks.delivery hooks.event server.platform.*
               server.webhooks.deliverylog
          server.webhooks.payload: hooks.event hooks.operational hooks.webhook server.assets.event
               server.assets.field server.assets.search.index server.platform.*
          server.webhooks.payload.catalogue: hooks.event hooks.webhook server.assets.event
               server.platform.* server.webhooks.payload
          server.webhooks.redelivery: hooks hooks.delivery hooks.event hooks.jdbc.* hooks.webhook
               server.platform.* server.webhooks server.webhooks.deliverylog
          server.webhooks.registration: hooks.delivery hooks.event hooks.http.address hooks.http.tls
               hooks.webhook server.assets.event server.assets.field server.platform.*
               server.webhooks server.webhooks.payload server.webhooks.stats
          server.webhooks.stats: hooks.delivery hooks.event hooks.jdbc.* hooks.webhook
               server.platform.* server.webhooks
          server.webhooks.testing: hooks.delivery hooks.event hooks.jdbc.* hooks.signature hooks.webhook
               server.assets.event server.assets.field server.platform.* server.webhooks
               server.webhooks.deliverylog server.webhooks.registration
          """);

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
  void theProductDoesWithoutTheHttpClientOfItsTests() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.hc..").check(PRODUCT);
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

  private static Map<String, List<String>> rows(String text) {
    Map<String, List<String>> rows = new TreeMap<>();
    String last = "";
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
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

  private static List<String> joined(List<String> some, List<String> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass from : PRODUCT) {
      String user = name(from.getPackageName());
      if (!user.startsWith("hooks.testkit")) {
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
