package dev.carillon.server.accounts.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.accounts.permission.Row.Refusal;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each call about assets × each letter that it needs, as {@link CallTable} says. */
class CallTableTest {

  private static final String ALL = "VPUMERXCD";

  /** Calls of users that show and change nothing of the tree. */
  private static final Set<String> NOT_ABOUT_ASSETS =
      Set.of(
          "/services/login",
          "/services/apilogin",
          "/services/logout",
          "/services/profile",
          "/services/ping",
          "/set-password",
          "/services/set-password",
          "/api/me",
          "/api/me/password",
          "/api/me/sessions",
          "/api/me/sessions/{id}",
          "/api/roles",
          "/api/tokens",
          "/api/tokens/{id}",
          "/api/pairings",
          "/api/pairings/token",
          "/api/pairings/request",
          "/api/pairings/confirmation",
          "/api/pairings/refusal",
          "/alive.txt",
          "/.well-known/jwks.json",
          "/setup",
          "/services/setup",
          "/services/messages",
          "/services/notify/email",
          "/private-api/system/active-users",
          "/controller/admin/activation/currentState",
          "/services/system/metrics",
          // a process is told to who began it, and acts by that user's letters
          "/services/process/info",
          "/services/process/cancel",
          "/metrics",
          "/health/live",
          "/health/ready",
          "/openapi.json",
          "/openapi.yaml",
          "/api-docs",
          "/api-docs/{file}",
          "/",
          "/console",
          "/console/*",
          "/pages/{name}",
          "/favicon.svg",
          "/favicon.ico",
          // uploads are a user's own, and no assets yet
          "/api/uploads",
          "/api/uploads/{id}",
          // the fields there are, and searches under a name: a search finds what its reader sees
          "/api/fields",
          "/api/saved-searches",
          "/api/saved-searches/{id}",
          // what of the trash a user sees is shown by TrashPermissionsTest
          "/api/trash",
          "/api/trash/restore",
          "/api/trash/{id}",
          "/api/trash/{id}/thumbnail",
          // presets are a user's own, and shared with groups
          "/services/renditionpreset/list",
          "/services/renditionpreset/save",
          "/services/renditionpreset/remove",
          // the secret of a job opens what an external engine was asked for
          "/api/asset/rendition/failed/{id}/{key}",
          "/api/asset/rendition/{id}/{key}",
          "/api/asset/rendition/{id}/{key}/{name}",
          // an auth key opens what it shares, and belongs to who made it
          "/services/revokeAuthKeys",
          "/share/{key}",
          "/share/{key}/thumbnail/{id}/*",
          "/share/{key}/preview/{id}/*",
          "/share/{key}/original/{id}/*",
          "/share/{key}/rendition/{preset}/{id}/*",
          "/share/{key}/logo",
          "/share/{key}/view/{id}",
          "/share/{key}/picture/{id}/*",
          "/share/{key}/upload",
          "/share/{key}/approval/{id}");

  @TempDir private static Path home;

  private static RecordedServer server;
  private static final List<String> REFUSED = new ArrayList<>();
  private static int count = 10_000;

  @BeforeAll
  static void open() {
    server = new RecordedServer(home, "", "ann");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void everyCallOfUsersHasARow() {
    Set<String> known = new TreeSet<>(NOT_ABOUT_ASSETS);
    CallTable.rows().forEach(row -> known.add(row.route()));
    Set<String> there = new TreeSet<>();
    for (Route route : server.server().routes().all()) {
      if (route.access() == RouteAccess.USER || route.access() == RouteAccess.ANYONE) {
        there.add(route.path());
      }
    }
    assertThat(there).isSubsetOf(known);
    assertThat(CallTable.rows()).allSatisfy(row -> assertThat(there).contains(row.route()));
  }

  static List<Row> rows() {
    return CallTable.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aCallNeedsItsLettersAndNoMore(Row row) {
    done(row, attempt(row, "V" + row.letters(), elsewhere(row)));
    for (char letter : row.letters().toCharArray()) {
      SampleFolders sample = scene();
      refused(row, letter, attempt(row, sample, without(letter), ALL), sample);
    }
    SampleFolders hidden = scene();
    unseen(row, attempt(row, hidden, without('V'), ALL), hidden);
    for (char letter : row.elsewhere().replace("V", "").toCharArray()) {
      SampleFolders sample = scene();
      refused(row, letter, attempt(row, sample, ALL, without(letter)), sample);
    }
    if (!row.elsewhere().isEmpty()) {
      SampleFolders sample = scene();
      unseen(row, attempt(row, sample, ALL, without('V')), sample);
    }
    assertThat(told(row)).isEmpty();
  }

  private static String elsewhere(Row row) {
    return row.elsewhere().isEmpty() ? ALL : "V" + row.elsewhere().replace("V", "");
  }

  private static String without(char letter) {
    return ALL.replace(letter, '-');
  }

  private static SampleFolders scene() {
    return SampleFolders.in(server, "t" + ++count + "x");
  }

  private static TestResponse attempt(Row row, String letters, String elsewhere) {
    return attempt(row, scene(), letters, elsewhere);
  }

  private static TestResponse attempt(
      Row row, SampleFolders sample, String letters, String elsewhere) {
    String prepared = row.before().in(sample);
    server.allow("ann", sample.folder(), Permissions.parse("letters", ordered(letters)).text());
    server.allow("ann", sample.target(), Permissions.parse("letters", ordered(elsewhere)).text());
    return row.act().by(server.as("ann"), sample, prepared);
  }

  private static String ordered(String letters) {
    StringBuilder ordered = new StringBuilder();
    ALL.chars().filter(c -> letters.indexOf(c) >= 0).forEach(c -> ordered.append((char) c));
    return ordered.toString();
  }

  private static void done(Row row, TestResponse reply) {
    assertThat(reply.status()).as(reply.text()).isLessThan(300);
    switch (row.refusal()) {
      case TOLD -> {
        if (reply.text().contains("\"errorCount\"")) {
          assertThat(reply.json().path("errorCount").asInt()).as(reply.text()).isZero();
        }
      }
      case COUNTED -> {
        assertThat(reply.json().path("processedCount").asInt()).as(reply.text()).isPositive();
        assertThat(reply.json().path("errorCount").asInt()).as(reply.text()).isZero();
      }
      case ABSENT -> assertThat(reply.text()).contains("t" + count + "x");
      case SAID -> assertThat(reply.text()).contains("\"created\"");
    }
  }

  private static void refused(Row row, char letter, TestResponse reply, SampleFolders sample) {
    REFUSED.add(sample.token());
    switch (row.refusal()) {
      case TOLD -> {
        assertThat(reply.status()).as(reply.text()).isEqualTo(403);
        assertThat(reply.text()).contains("permission " + letter);
      }
      case COUNTED -> {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("processedCount").asInt()).as(reply.text()).isZero();
        assertThat(reply.json().path("errorCount").asInt()).as(reply.text()).isPositive();
      }
      case SAID -> assertThat(reply.text()).contains("permission " + letter);
      case ABSENT -> throw new AssertionError("only V is looked for");
    }
  }

  private static void unseen(Row row, TestResponse reply, SampleFolders sample) {
    REFUSED.add(sample.token());
    switch (row.refusal()) {
      case TOLD -> {
        // a folder that is not there has nothing to remove
        if (!reply.text().equals("{\"processedCount\":0,\"errorCount\":0}")) {
          assertThat(reply.status()).as(reply.text()).isEqualTo(404);
        }
      }
      case COUNTED -> {
        if (reply.status() != 404) {
          assertThat(reply.json().path("processedCount").asInt()).as(reply.text()).isZero();
        }
      }
      case ABSENT -> {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).doesNotContain("source-" + sample.token());
      }
      case SAID -> assertThat(reply.text()).contains("/new' cannot be created: in '");
    }
    assertThat(reply.text()).doesNotContain("permission V");
  }

  /** Events about what was refused, but those of the scenes themselves. */
  private static List<String> told(Row row) {
    Set<String> scenery = new TreeSet<>(Set.of("asset_create", "folder_create"));
    if (row.route().contains("version")) {
      scenery.add("asset_checkin");
    }
    if (row.route().contains("undocheckout")) {
      scenery.add("asset_checkout");
    }
    if (row.route().contains("updateAuthKey")) {
      scenery.add("authkey_create");
    }
    List<String> told = new ArrayList<>();
    for (JsonNode event : server.events()) {
      String text = event.toString();
      boolean made = text.contains("/new") || text.contains("/m.bin") || text.contains("/m\"");
      boolean expected =
          scenery.contains(event.path("type").asText())
              || (event.path("type").asText().equals("asset_update_metadata")
                  && event.path("changedMetadata").has("previewState"));
      if (REFUSED.stream().anyMatch(text::contains) && (made || !expected)) {
        told.add(text);
      }
    }
    return told;
  }

  /** The switch above must not be read as a list of what exists. */
  @Test
  void everyKindOfRefusalIsUsed() {
    assertThat(CallTable.rows().stream().map(Row::refusal).distinct())
        .containsExactlyInAnyOrder(Refusal.values());
  }
}
