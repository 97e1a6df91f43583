package dev.carillon.server.attacks.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.assets.field.FieldEdit;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.platform.config.NameSuggestion;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small requests that would make much work, or take much room: nobody but the threads of the
 * processors carries out calls, so a few of these would keep everybody out.
 */
class GreedyTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int MANY = 100_000;

  @TempDir private static Path home;

  private static AttackedServer server;

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
    assertThat(create("/Users/bob/a.txt").statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static Stream<Arguments> calls() {
    String steps = "NOW" + "+1D".repeat(20_000);
    return Stream.of(
        row("fields to sort by", "/services/search", "sort", numbered("cf_", MANY)),
        row("ways to sort by a field", "/services/search", "sort", list("name-asc,name-desc", 15)),
        row("facets", "/services/search", "facets", numbered("cf_", MANY)),
        row("facets, but a few", "/services/search", "facets", numbered("cf_", 101)),
        row("fields to show", "/services/search", "metadataToReturn", numbered("cf_", MANY)),
        row("fields of a report", "/metadata/x.json", "q", "a", "fields", numbered("cf_", MANY)),
        row("assets of a report", "/metadata/x.json", "assetIds", numbered("id", MANY)),
        row(
            "arrays in metadata",
            "/services/create",
            "metadata",
            "[0" + ",[]".repeat(3 * MANY) + "]"),
        row("depth in metadata", "/services/create", "metadata", "{\"a\":".repeat(MANY)),
        row("steps of a date", "/services/createAuthKey", shared("validUntil", steps)),
        row("steps of a link's date", "/api/sharelink", shared("validUntil", steps)),
        row("digits", "/services/create", "name", "n.txt", "rating", "1".repeat(2_000_000)),
        row(
            "folders of a path",
            "/services/create",
            "assetPath",
            "/Users/bob/" + "a/".repeat(MANY * 5)),
        row("slashes of a path", "/services/browse", "path", "/".repeat(10 * MANY)));
  }

  private static Arguments row(String what, String path, String... pairs) {
    return Arguments.of(what, path, pairs);
  }

  private static String[] shared(String name, String value) {
    return new String[] {"subject", "s", "requestUpload", "true", name, value};
  }

  private static String numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(i -> word + i).collect(Collectors.joining(","));
  }

  private static String list(String words, int times) {
    return String.join(
        ",", IntStream.range(0, times).mapToObj(i -> words.replace("name", "cf_" + i)).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void itIsRefusedSoon(String what, String path, String[] pairs) {
    HttpResponse<byte[]> answer = soon(() -> server.form(Visitor.USER, path, pairs));
    assertThat(answer.statusCode()).as(AttackedServer.text(answer)).isEqualTo(400);
  }

  @Test
  void anAssetNamedAHundredThousandTimesIsReportedOnce() throws IOException {
    HttpResponse<byte[]> made = create("/Users/bob/once.txt");
    String id = AttackedServer.member(AttackedServer.text(made), "id");
    String ids = (id + ",").repeat(MANY);
    HttpResponse<byte[]> report =
        soon(() -> server.form(Visitor.USER, "/metadata/x.json", "assetIds", ids));
    assertThat(report.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(report.body())).hasSize(1);
  }

  /** The reader holds back what may begin a boundary: all that it reads at once, here. */
  @Test
  void aBoundaryAsLongAsWhatIsReadAtOnceIsRefused() {
    String boundary = "B".repeat(33_000);
    String begun = "\r\n--" + boundary;
    byte[] body = (begun.substring(1, 32_537) + begun + "x".repeat(1000)).getBytes(US_ASCII);
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "multipart/form-data; boundary=" + boundary);
    HttpResponse<byte[]> answer =
        soon(
            () ->
                server.send(
                    server
                        .request("POST", "/services/login", headers)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build()));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(AttackedServer.text(answer)).contains("boundary");
  }

  @Test
  void namesThatNobodyCanHaveAreNeitherLookedUpNorKept() {
    try (PasswordHasher hasher = new PasswordHasher()) {
      Users users = new Users(new Nowhere(), hasher, Clock.systemUTC());
      assertThat(users.find("x".repeat(1_000_000))).isEmpty();
      assertThatThrownBy(() -> users.find("x".repeat(100)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void manyValuesTakenFromManyTakeNoTime() {
    List<String> tags = IntStream.range(0, 3 * MANY).mapToObj(i -> "tag " + i).toList();
    FieldEdits edits = new FieldEdits(Map.of("tags", new FieldEdit.Modify(tags, List.of("left"))));
    Metadata after = soon(() -> edits.applyTo(Metadata.of(Map.of("tags", tags))));
    assertThat(after.get("tags")).contains(List.of("left"));
  }

  @Test
  void theNearestOfAMillionLettersIsFoundSoon() {
    List<String> known = IntStream.range(0, 300).mapToObj(i -> "emailsPerHour" + i).toList();
    assertThat(soon(() -> NameSuggestion.to("emailsPerHour9" + "x".repeat(4_000_000), known)))
        .startsWith("emailsPerHour");
  }

  private static HttpResponse<byte[]> create(String path) {
    return server.form(Visitor.USER, "/services/create", "assetPath", path);
  }

  private static <T> T soon(ThrowingSupplier<T> work) {
    return assertTimeoutPreemptively(SOON, work);
  }

  /** A database that is not to be asked. */
  private record Nowhere() implements Database {

    @Override
    public Dialect dialect() {
      return new SqliteDialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
