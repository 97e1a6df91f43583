package dev.carillon.server.published;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./ops/stage} makes: the library as it would be published, twice, and in use. */
@Tag("long")
class LibraryReleaseTest {

  private static final Map<String, String> DIGESTS =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");
  private static final int CLASS_FILES_OF_JAVA_21 = 65;

  @TempDir private static Path temp;

  private static Path staged = Path.of("");
  private static Path again = Path.of("");
  private static String version = "";

  /** Twice, in folders of other names, at another time of day, with another language. */
  @BeforeAll
  static void stage() throws Exception {
    version = LibrarySource.version();
    staged = temp.resolve("staged");
    again = temp.resolve("staged-again");
    String home = System.getProperty("java.home");
    Command first =
        LibrarySource.copiedTo(temp.resolve("source"))
            .staging(staged, Map.of("JAVA_HOME", home, "TZ", "UTC", "LC_ALL", "C"));
    Command second =
        LibrarySource.copiedTo(temp.resolve("another/folder"))
            .staging(
                again, Map.of("JAVA_HOME", home, "TZ", "Pacific/Auckland", "LC_ALL", "C.UTF-8"));
    first.printed();
    second.printed();
  }

  @Test
  void eachArtifactIsCompleteWithChecksums() throws Exception {
    for (String module : LibrarySource.MODULES) {
      Path folder = artifact(staged, module);
      for (String end :
          List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")) {
        Path file = folder.resolve("carillon-" + module + "-" + version + end);
        for (Map.Entry<String, String> digest : DIGESTS.entrySet()) {
          byte[] sum =
              MessageDigest.getInstance(digest.getValue()).digest(Files.readAllBytes(file));
          assertThat(Files.readString(Path.of(file + "." + digest.getKey())).strip())
              .as(file + "." + digest.getKey())
              .isEqualTo(HexFormat.of().formatHex(sum));
        }
      }
    }
  }

  @Test
  void nothingElseIsPublished() throws IOException {
    TreeSet<String> expected = new TreeSet<>(List.of("carillon-hooks-bom"));
    LibrarySource.MODULES.forEach(module -> expected.add("carillon-" + module));
    try (Stream<Path> artifacts = Files.list(staged.resolve("dev/carillon"))) {
      assertThat(artifacts.map(each -> each.getFileName().toString())).containsAll(expected);
    }
    try (Stream<Path> artifacts = Files.list(staged.resolve("dev/carillon"))) {
      assertThat(artifacts).hasSameSizeAs(expected);
    }
  }

  /** What Maven Central asks of a pom; and no parent, which users would have to fetch. */
  @Test
  void eachPomSaysWhatItIsOf() throws IOException {
    List<String> artifacts = new ArrayList<>(LibrarySource.MODULES);
    artifacts.add("hooks-bom");
    for (String module : artifacts) {
      String pom = pom(module);
      assertThat(pom)
          .as(module)
          .contains("<artifactId>carillon-" + module + "</artifactId>")
          .contains("<version>" + version + "</version>")
          .containsPattern("<name>[^<]+</name>")
          .containsPattern("<description>[^<]+</description>")
          .containsPattern("<url>https://[^<]+</url>")
          .contains("<name>Apache-2.0</name>")
          .containsPattern("(?s)<developer>.*<name>[^<]+</name>")
          .containsPattern("(?s)<scm[ >].*<connection>scm:git:https://[^<]+</connection>")
          .doesNotContain("<parent>", "${", "SNAPSHOT");
    }
    assertThat(pom("hooks")).doesNotContainPattern("<scope>(compile|runtime)</scope>");
  }

  @Test
  void theBomNamesTheLibraryAndNothingElse() throws IOException {
    String pom = pom("hooks-bom");
    for (String module : LibrarySource.MODULES) {
      assertThat(pom)
          .containsPattern(
              "<artifactId>carillon-" + module + "</artifactId>\\s+<version>" + version + "<");
    }
    assertThat(pom.split("<dependency>", -1)).hasSize(LibrarySource.MODULES.size() + 1);
  }

  @Test
  void eachJarIsForJava21AndHasItsSourcesItsPagesAndTheLicence() throws IOException {
    for (String module : LibrarySource.MODULES) {
      Map<String, byte[]> jar = entries(jar(staged, module, ".jar"));
      Map<String, byte[]> sources = entries(jar(staged, module, "-sources.jar"));
      assertThat(jar).as(module).containsKey("META-INF/LICENSE");
      assertThat(entries(jar(staged, module, "-javadoc.jar"))).as(module).containsKey("index.html");
      jar.forEach(
          (name, bytes) -> {
            if (name.endsWith(".class")) {
              assertThat(((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff))
                  .as(module + ": " + name)
                  .isEqualTo(CLASS_FILES_OF_JAVA_21);
              assertThat(sources)
                  .as(module)
                  .containsKey(name.replaceFirst("(\\$.*)?\\.class$", ".java"));
            }
          });
    }
  }

  @Test
  void aBillOfMaterialsNamesWhatAnArtifactNeeds() throws IOException {
    JsonNode hooks = materials("hooks");
    assertThat(hooks.at("/metadata/component/purl").asText())
        .startsWith("pkg:maven/dev.carillon/carillon-hooks@" + version);
    assertThat(hooks.at("/metadata/component/type").asText()).isEqualTo("library");
    assertThat(materials("hooks-jdbc").at("/components").findValuesAsText("name"))
        .contains("carillon-hooks");
  }

  @Test
  void twoBuildsGiveTheSameBytes() throws IOException {
    Map<String, byte[]> first = files(staged);
    Map<String, byte[]> second = files(again);
    assertThat(first).hasSizeGreaterThan(20);
    assertThat(second.keySet()).isEqualTo(first.keySet());
    first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
  }

  /** As the page on operations says it, on the Java that the library needs. */
  @Test
  void theCommandOfThePagesPrintsTheTables() throws Exception {
    String page = Files.readString(LibrarySource.REPOSITORY.resolve("docs/embed/operations.md"));
    Matcher command = Pattern.compile("```sh\n(java -cp .*TableScripts.*)\n```").matcher(page);
    assertThat(command.find()).isTrue();
    String words = command.group(1).replaceFirst("^java", java21().resolve("bin/java").toString());
    for (Path jar : List.of(jar(staged, "hooks", ".jar"), jar(staged, "hooks-jdbc", ".jar"))) {
      words = words.replace(jar.getFileName().toString(), jar.toString());
    }
    assertThat(Command.start(temp, Map.of(), List.of(words.split(" ", -1))).printed())
        .contains("create table hooks_events (", "create table hooks_schema_version (");
  }

  @Test
  void aNewMavenProjectDeliversOnBothDatabasesAndBothJavas(@TempDir Path folder) throws Exception {
    FreshProject shop = FreshProject.in(folder, staged);
    String classPath = shop.builtWithMaven();
    Path ours = Path.of(System.getProperty("java.home"));
    String delivered = ": {\"item\":\"a bell\"} signed";

    assertThat(shop.run(java21(), classPath, "shop.db")).contains("Java 21" + delivered);
    assertThat(shop.run(java21(), classPath, TestDatabase.POSTGRESQL.fresh()))
        .contains("Java 21" + delivered);
    String now = "Java " + Runtime.version().feature() + delivered;
    assertThat(shop.run(ours, classPath, "other.db")).contains(now);
    assertThat(shop.run(ours, classPath, TestDatabase.POSTGRESQL.fresh())).contains(now);
    // not what another build may have installed in the local repository
    Path origin = artifact(shop.localRepository(), "hooks-jdbc").resolve("_remote.repositories");
    assertThat(Files.readString(origin)).contains(".jar>staging=");
  }

  @Test
  void aNewGradleProjectDelivers(@TempDir Path folder) throws Exception {
    FreshProject shop = FreshProject.in(folder, staged);

    assertThat(shop.runWithGradle(java21(), TestDatabase.POSTGRESQL.fresh()))
        .contains("Java 21: {\"item\":\"a bell\"} signed");
  }

  @Test
  void aProgramInPlainJavaDoesWhatThePagesSay(@TempDir Path folder) throws Exception {
    new OrdersProgram(FreshProject.plain(folder, staged), "orders.Orders").check(java21());
  }

  @ParameterizedTest
  @CsvSource({
    "spring-boot-3.version, spring-boot-starter-json",
    "spring-boot-4.version, spring-boot-starter-jackson"
  })
  void aProgramInSpringBootDoesWhatThePagesSay(String version, String json, @TempDir Path folder)
      throws Exception {
    String boot = LibrarySource.property(version);
    FreshProject project = FreshProject.spring(folder, staged, boot, json);
    new OrdersProgram(project, "orders.OrdersApplication").check(java21());
  }

  private static Path java21() {
    String home = System.getenv("JAVA21_HOME");
    assertThat(home).as("JAVA21_HOME, which ./test --all finds").isNotNull();
    return Path.of(home);
  }

  private static Path artifact(Path repository, String module) {
    return repository.resolve("dev/carillon/carillon-" + module).resolve(version);
  }

  private static Path jar(Path repository, String module, String end) {
    return artifact(repository, module).resolve("carillon-" + module + "-" + version + end);
  }

  private static String pom(String module) throws IOException {
    return Files.readString(jar(staged, module, ".pom"));
  }

  private static JsonNode materials(String module) throws IOException {
    return new ObjectMapper().readTree(jar(staged, module, "-cyclonedx.json").toFile());
  }

  private static Map<String, byte[]> entries(Path jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile(), UTF_8)) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  /** All but what says when it was put there. */
  private static Map<String, byte[]> files(Path repository) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(repository)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("maven-metadata")) {
          files.put(repository.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
